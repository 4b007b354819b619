# Everything that a person or CI does with The Forge.  `make help` lists it; every target sets up what it needs.

VENV     := .venv
BIN      := $(VENV)/bin
READY    := $(VENV)/.ready
CHROME   := $(VENV)/.chromium
PORT     ?= 5006
SITEPORT ?= 8000
ARGS     ?=
# Tests run side by side: each brings a browser, so that a process for each core keeps all of them busy.
WORKERS  ?= $(shell getconf _NPROCESSORS_ONLN)

# A tab is opened only where there is a screen to open it on.
SHOW := $(if $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname))),--show)

.PHONY: help system setup browser run test test-all site build bench lint docs screenshots clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

system:  ## check what comes from the machine (.ci/system)
	@sh .ci/check-system

# Checked before anything is set up: a sentence at once rather than an error after minutes.
.PHONY: needs-git needs-node needs-npm
needs-git needs-node needs-npm:
	@sh .ci/check-system --install $(@:needs-%=%)

setup: $(READY)  ## make .venv with everything in it

# The stamp is keyed on pyproject.toml: a second `make` costs nothing, a changed pin is installed.
# -qq keeps pip's warnings about a machine's absent local index folders off the screen; errors still show.
$(READY): pyproject.toml .ci/find-python
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || { \
	  python=$$(sh .ci/find-python) || exit 1; \
	  echo "Setting up $(VENV) with $$python (once; a minute or two)..."; \
	  "$$python" -m venv --clear $(VENV); }
	@$(BIN)/python -m pip install -qq --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install -qq --editable . --group dev
	@touch $@

browser: $(CHROME)

# Looked for again whenever the one that was found has gone.
$(CHROME): $(READY) $(if $(wildcard $(shell cat $(CHROME) 2>/dev/null)),,missing)
	@sh .ci/find-chromium --install > $@.part && mv $@.part $@

.PHONY: missing
missing:

# The site, if one was built, is what the cells of a server's page run.
run: setup  ## serve the Forge with Panel and open it
	$(BIN)/panel serve app --static-dirs assets=static $(if $(wildcard dist),site=dist) --address localhost --port $(PORT) $(SHOW) $(ARGS)

# A process that is done takes from the end of another's list: files stay together as long as they can.
PYTEST := $(BIN)/pytest --numprocesses=$(WORKERS) --maxprocesses=4 --dist=worksteal

test: needs-git needs-node needs-npm setup browser  ## unit and browser tests (ARGS="-k name" to choose, WORKERS=0: one by one)
	$(PYTEST) -m "not slow" $(ARGS)

test-all: needs-git needs-node needs-npm setup browser  ## the slow tests as well
	$(PYTEST) $(ARGS)

# The snapshot is made in Chromium: who asks for a site without one needs none.
build: needs-node needs-npm setup $(if $(findstring --no-snapshot,$(ARGS)),,browser)  ## build the static site into dist/
	$(BIN)/python build.py $(ARGS)

site: build  ## build dist/ and serve it on loopback
	@echo "http://127.0.0.1:$(SITEPORT)/ (Ctrl-C stops it)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory dist $(SITEPORT)

bench: needs-node needs-npm setup browser  ## measure speed; the result goes to tests/bench/latest.json
	$(BIN)/python tests/bench $(ARGS)

lint: setup  ## style, likely mistakes, import order
	$(BIN)/ruff check .

docs: setup  ## write the generated tables again
	$(BIN)/python -m app docs $(ARGS)
	$(BIN)/python -m tests.facts

screenshots: needs-node needs-npm setup browser  ## take the README's pictures again, into docs/
	$(BIN)/pytest tests/browser/screenshots.py $(ARGS)

clean:  ## remove everything that can be made again
	rm -rf $(VENV) .cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
