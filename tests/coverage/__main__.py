"""``python -m tests.coverage`` writes docs/coverage.md and docs/locators.md."""

from tests.coverage.document import document
from tests.coverage.locators import locators
from tests.coverage.table import ROOT

(ROOT / "docs/coverage.md").write_text(document())
(ROOT / "docs/locators.md").write_text(locators())
