"""Interactive instruments: one Panel-free model and one thin view each.

What lies here and in no folder is what all of them write and read with:

- read: ``numbers`` and ``units`` (what a person types), ``entry`` (what an input may be), ``outside`` (JSON from anywhere)
- shown: ``text`` (quantities as people read them), ``apart`` (two that must look different), ``markup`` (the one way to make HTML)
- vouched for: ``working`` (the card of an evaluated equation), ``citing`` (sources), ``validity`` (for what it holds)

``widgets`` holds the controls, ``frame`` what every instrument is made of; each other folder is an instrument.
"""

from formulas.further import also

__path__ += also(__name__)
