"""How the kernels that this site measured itself were timed."""
