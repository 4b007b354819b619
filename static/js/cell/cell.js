/** One cell of the page: its editor, its buttons, and what it says of the Python in its box. */

import { BY_HAND, putOnClipboard } from "../copying.js";
import { Box } from "./box.js";
import { editor } from "./editor.js";
import { CODE } from "./limits.js";
import { linkTo, toldOf } from "./link.js";
import { SupplyError } from "./supply.js";

const STATUS = {
  done: (seconds) => `Done in ${told(seconds)}.`,
  error: () => "It ended with an error.",
  stopped: () => "Stopped.",
  time: () => "Stopped: it took too long.",
  output: () => "Stopped: it printed too much.",
  died: () => "Python broke off.",
  rest: () => "Stopped: another program was run.",
};
const COMMAND = /mac|iphone|ipad/i.test(navigator.platform) ? "Cmd" : "Ctrl";
const told = (seconds) => (seconds < 0.995 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`);

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export class Cell {
  #name;
  #written;
  #editor;
  #box;
  #status = element("span", { className: "cell-status", role: "status" });
  #buttons = {};
  #trouble = element("p", { className: "cell-trouble", role: "alert", hidden: true });
  #output = element("div", { className: "cell-output", hidden: true });

  /** @param {HTMLElement} place The cell as Python wrote it. */
  constructor(place) {
    const title = place.querySelector(".cell-title")?.textContent ?? "Python";
    const source = place.querySelector(".cell-code");
    this.#name = place.dataset.cell;
    this.#written = source.textContent;
    const button = (name, label, does, title) => {
      this.#buttons[name] = element("button", { type: "button", className: name === "run" ? "button primary" : "button", textContent: label, title });
      this.#buttons[name].addEventListener("click", does);
      return this.#buttons[name];
    };
    const tools = element(
      "div",
      { className: "cell-tools", role: "group", ariaLabel: "This program" },
      button("run", "Run", () => this.run(), `${COMMAND} and Enter`),
      button("stop", "Stop", () => this.stop(), "End it where it stands"),
      button("reset", "Reset", () => this.reset(), "The text as it was, and a Python that has forgotten everything"),
      button("copy", "Copy", () => this.#copy(this.text, "Copied"), "Copy the program"),
      button("link", "Link", () => this.#link(), "Copy an address that holds this text"),
      this.#status,
    );
    this.#buttons.stop.disabled = true;
    const keys = element("p", { className: "cell-keys", textContent: `${COMMAND}+Enter runs it. Tab indents; Escape leaves the editor.` });
    const frame = element("div", { className: "cell-editor" });
    this.live = element("div", { className: "cell-live" }, frame, tools, keys, this.#trouble, this.#output);
    place.append(this.live);
    this.#box = new Box(this.#output, `Output of “${title}”`, (event) => this.#hear(event));
    const put = { label: `Program: ${title}`, run: () => this.run(), leave: () => this.#buttons.run.focus() };
    /** Resolves once the editor is there; without one the program can be read and run all the same. */
    this.ready = editor(frame, this.#written, put)
      .then((made) => {
        this.#editor = made;
        source.hidden = true;
        place.dataset.alive = "";
        performance.mark("forge:editor");
      })
      .catch(() => this.#tell("The editor did not come from the server. The program can be run as it stands."));
    frame.addEventListener("focusin", () => this.#wake(), { once: true });
  }

  get text() {
    return this.#editor?.text() ?? this.#written;
  }

  /** Put another text in, which is not run by that. */
  async put(text, version) {
    await this.ready;
    this.#editor?.put(text);
    this.#status.textContent = toldOf(version);
  }

  focus() {
    this.ready.then(() => this.#editor?.focus());
  }

  async run() {
    if (!this.#buttons.stop.disabled) return;
    if (this.text.length > CODE) return this.#tell(`A program may have ${CODE.toLocaleString("en")} characters, and this has ${this.text.length.toLocaleString("en")}.`);
    this.#tell("");
    this.#editor?.mark(null);
    this.#busy(true);
    this.#output.hidden = false;
    try {
      const { how, line, seconds } = await this.#box.run(this.text);
      this.#status.textContent = STATUS[how]?.(seconds) ?? "";
      if (how === "error") this.#editor?.mark(line);
      performance.mark("forge:cell", { detail: how });
    } catch (error) {
      this.#status.textContent = "";
      this.#tell(error instanceof SupplyError ? error.message : `Python did not start in this cell: ${error.message}.`);
    }
    this.#busy(false);
    // The frame has told how high its output is by then.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#output.scrollIntoView({ block: "nearest" })));
  }

  stop() {
    this.#box.stop();
  }

  reset() {
    this.#editor?.put(this.#written);
    this.#editor?.mark(null);
    this.#tell("");
    this.#status.textContent = "As it was.";
    this.#box.reset();
  }

  remove() {
    this.#box.remove();
    this.live.remove();
  }

  #wake() {
    this.#box.wake().catch(() => {}); // told when it is run
  }

  #hear({ phase, bytes, total, failed }) {
    if (failed) this.#status.textContent = "";
    // What a new Python does after a stop is nobody's business but that of who runs something on it.
    if (this.#buttons.stop.disabled) return;
    if (bytes) this.#status.textContent = `Python is coming: ${(bytes / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB.`;
    else if (phase) this.#status.textContent = { starting: "Python starts.", ready: "Python is ready.", running: "It runs." }[phase];
  }

  #busy(busy) {
    const held = document.activeElement;
    this.#buttons.stop.disabled = !busy;
    this.#buttons.run.disabled = busy;
    if (busy) this.#status.textContent = "It runs.";
    // The keyboard stays where it can go on.
    if (held === this.#buttons.run && busy) this.#buttons.stop.focus();
    if (held === this.#buttons.stop && !busy) this.#buttons.run.focus();
  }

  #tell(text) {
    this.#trouble.textContent = text;
    this.#trouble.hidden = !text;
  }

  async #link() {
    if (this.text.length > CODE) return this.#tell("This text is too long for an address.");
    return this.#copy(await linkTo(this.#name, this.text), "The address is copied. Whoever opens it sees this text and can run it.");
  }

  async #copy(text, said) {
    this.live.querySelector(".by-hand")?.remove();
    if (await putOnClipboard(text)) {
      this.#tell("");
      this.#status.textContent = said;
      return;
    }
    const field = element("textarea", { className: "by-hand", readOnly: true, rows: 3, value: text, ariaLabel: "Text to copy" });
    this.#output.before(field);
    field.select();
    this.#status.textContent = `${BY_HAND}.`;
  }
}
