"""What vouches for a number.

``working`` is the card of an evaluated equation, ``citing`` tells sources, ``validity`` for what an equation holds, and ``reason`` is why
a figure is missing or to be doubted.
"""
