"""Interactive instruments: one Panel-free model and one thin view each."""

from formulas.further import also

__path__ += also(__name__)
