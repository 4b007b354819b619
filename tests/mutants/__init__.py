"""Which changed operator or constant would no test notice?  Run ``python -m tests.mutants MODULE TESTS``."""
