"""The parts of ``build.py``: nothing in this package travels to the browser."""
