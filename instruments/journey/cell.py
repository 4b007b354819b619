"""The Token Journey in Python.

One step of the tiny transformer: the text becomes tokens, the tokens become scores, and the dials make chances of those. Try a text of
your own, or take the temperature down.
"""

import numpy as np

from formulas.tiny.sampling import Dials, reshape
from instruments.journey.speakers import speaker

who = speaker("tiny")  # or "bigram"
text = "the robot"
dials = Dials(temperature=1.0, top_k=0)

ids = [who.start, *who.tokens.encode(text)]
print("tokens:", [who.tokens.label(each) for each in ids[1:]])

scores = who.model.forward(ids)[-1]  # of the last token: what comes after it
chances = reshape(scores, dials)[-1].probabilities

best = np.argsort(-chances)[:8]
[{"token": who.tokens.label(each), "score": scores[each], "chance": chances[each]} for each in best]
