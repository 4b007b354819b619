"""Interactive instruments: one Panel-free model and one thin view each.

From the ground up: ``quantities`` and ``prose`` (numbers and sentences as people read them), ``evidence`` (what vouches for a
number), ``widgets`` (the controls), ``frame`` (what every instrument is made of); each other folder is an instrument.
"""

from formulas.further import also

__path__ += also(__name__)
