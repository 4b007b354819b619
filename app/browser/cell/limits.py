"""How much a cell may show; what runs too long or takes too much memory is ended from outside (static/js/cell/limits.js)."""

from __future__ import annotations

ROWS = 50
COLUMNS = 16
LETTERS = 60
"""Of one entry of a table."""
TEXT = 10_000
"""Characters of one value that is shown as text."""
FIGURE = 3_000_000
"""Characters of one figure, written as JSON."""
