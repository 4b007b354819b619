"""What a cell does in the Python of its own: run what a reader typed, show what it gives, say in words what went wrong.

Nothing here keeps anything in: that is the browser's doing (docs/cells.md).
"""
