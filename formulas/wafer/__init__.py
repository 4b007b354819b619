"""From a round wafer or a panel to a package that works: what fits, what works, what it costs.

``substrates`` is what dies are laid on, ``dies`` and ``panels`` count what fits, ``placement`` lays it out, ``fields`` and
``exposures`` say how often the scanner flashes; ``yields`` and ``older_yields`` say what works under which spread of the defects,
``mixing`` is that spread as data, ``redundancy`` harvests what partly works, ``sampling`` lets defects fall, ``pareto`` ranks failures;
``cost`` and ``packaging`` end with a packaged chip, ``memory_stacks`` with its bandwidth, and ``catalogue`` reads what was published.
"""
