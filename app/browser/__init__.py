"""The Python end of the static page: what runs in the worker, under Pyodide, and nowhere else."""
