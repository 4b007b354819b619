"""Write docs/facts.md: ``python -m tests.facts``."""

from pathlib import Path

from .document import write

PAGE = Path(__file__).parents[2] / "docs" / "facts.md"

if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(write(), "utf-8")
    print(f"wrote {PAGE.relative_to(PAGE.parents[1])}")
