"""From a round wafer to a package that works: what fits, what works, what it costs.

``dies`` counts what fits, ``yields`` says what works under which spread of the defects, ``mixing`` is that spread as data,
``redundancy`` harvests what partly works, ``placement`` and ``sampling`` lay dies out and let defects fall on them, ``cost`` ends with
a packaged chip, ``memory_stacks`` with its bandwidth, and ``catalogue`` reads published processes, dies and stacks.
"""
