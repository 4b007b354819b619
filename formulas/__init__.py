"""Published equations of the AI stack as pure functions over NumPy arrays.

Nothing in this package imports anything but NumPy and the standard library.  SI units
inside (bytes, FLOP, seconds, watts); a suffix on every name that is not SI.
"""

from formulas.further import also

__path__ += also(__name__)
