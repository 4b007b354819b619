"""A page with a cell, as tests use it: a program put in and run, and what its frame then shows."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass

from playwright.sync_api import Frame, Locator, Page

CELL = '.cell[data-cell="one_function"]'
"""The first cell of the page of programs."""
BOOT = 60_000
TEXT = "(place) => [...document.querySelectorAll(`${place} .cm-line`)].map((line) => line.textContent).join('\\n')"
ENDED = "() => performance.getEntriesByName('forge:cell').length > 0"


def part(name: str, code: str) -> str:
    """What an address has behind the number sign to hold a program."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(code.encode()) + packer.flush()
    return f"cell={name}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


@dataclass
class Ran:
    """How a run ended."""

    how: str
    status: str
    text: str


class Desk:
    """A page of programs whose first cell is used again and again."""

    def __init__(self, page: Page, place: str = CELL) -> None:
        self.page, self.place = page, place
        page.wait_for_selector(f"{place} .cm-content", timeout=BOOT)

    @property
    def cell(self) -> Locator:
        """The cell."""
        return self.page.locator(self.place)

    def button(self, name: str) -> Locator:
        """One of its buttons."""
        return self.cell.get_by_role("button", name=name, exact=True)

    @property
    def status(self) -> str:
        """What it says of itself."""
        return self.cell.locator(".cell-status").inner_text()

    @property
    def frame(self) -> Frame:
        """The document of its output."""
        return self.page.locator(f"{self.place} iframe").element_handle().content_frame()

    def put(self, code: str) -> None:
        """Put a program in, as an address does."""
        self.page.evaluate("part => { location.hash = location.hash ? `${location.hash};${part}` : part }", part("one_function", code))
        self.page.wait_for_function(f"([place, code]) => ({TEXT})(place).startsWith(code)", arg=[self.place, code[:300].rstrip("\n")])

    def start(self, code: str) -> None:
        """Put a program in and start it."""
        self.put(code)
        self.page.evaluate("performance.clearMarks('forge:cell')")
        self.button("Run").click()

    def ended(self) -> Ran:
        """Wait for the end of what runs."""
        self.page.wait_for_function(ENDED, timeout=BOOT)
        how = self.page.evaluate("performance.getEntriesByName('forge:cell').at(-1).detail")
        return Ran(how, self.status, self.frame.locator("#output").inner_text())

    def run(self, code: str) -> Ran:
        """Put a program in, run it, and wait for its end."""
        self.start(code)
        return self.ended()

    def running(self) -> None:
        """Wait until Python is at it."""
        self.page.wait_for_function("place => document.querySelector(`${place} .cell-status`).textContent === 'It runs.'", arg=self.place)
        self.page.wait_for_selector(f"{self.place} iframe", state="attached")
