"""The network in Python.

A ring all-reduce carried out on real numbers: who sends which chunk, what everyone holds in the end, and how long the same steps take
with a real buffer. Try another algorithm, or another number of cards.
"""

import numpy as np

from formulas.network.schedule import begin, longest, run
from formulas.network.schedules import SCHEDULES
from formulas.network.transfer import transfer_time

cards, algorithm = 4, "ring"  # or "tree", "halving", "levels"
numbers = np.random.default_rng(1).integers(1, 10, size=(cards, cards))
schedule = SCHEDULES["all-reduce"][algorithm](cards)
states = run(begin(numbers), schedule)

print("at first:", numbers.tolist())
print("in the end:", states[-1].values.tolist())
print("chunks by link:", states[-1].traffic)

buffer, rate, latency = 1e9, 450e9, 3.4e-6
steps = [{"step": i + 1, "sends": longest(step), "seconds": float(transfer_time(longest(step) * buffer / cards, rate, latency))}
         for i, step in enumerate(schedule)]
print("together:", sum(each["seconds"] for each in steps), "s")
steps
