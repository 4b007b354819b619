"""``python -m tests.coverage`` writes docs/coverage.md."""

from tests.coverage.document import document
from tests.coverage.table import ROOT

(ROOT / "docs/coverage.md").write_text(document())
