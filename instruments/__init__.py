"""Interactive instruments: one Panel-free model and one thin view each."""
