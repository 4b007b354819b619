"""The pictures of the matrix."""
def pictures(): return []
