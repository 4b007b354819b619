"""Which changed operator or constant would no test notice?  ``python -m tests.mutants instruments/forge/seek.py tests/instruments/forge``."""
