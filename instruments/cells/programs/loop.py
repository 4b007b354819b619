"""The loop of a token.

Score what could come next, let the temperature flatten or sharpen it, draw, append, repeat: what every language model does, here with
a table of successors in the model's place. Give “moon” another successor, or let it run at a temperature of 2.
"""

import numpy as np

from formulas.tiny.bigram import course
from formulas.tiny.stream import uniform

TABLE = {word: dict(scores) for word, scores in course().table.items()}


def next_word(word, temperature, needle):
    words = sorted(TABLE[word], key=TABLE[word].get, reverse=True)
    scores = np.array([TABLE[word][each] for each in words]) / temperature
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    # The needle, a number from 0 to 1, falls on one of the bars that the chances are.
    return words[np.searchsorted(np.cumsum(chances), needle, side="right")], dict(zip(words, chances, strict=True))


def text(temperature, seed=9, length=12, words=("the",)):
    words = list(words)
    for step in range(length):
        word, _ = next_word(words[-1], temperature, uniform(seed, step))
        words.append(word)
    return " ".join(words)


for temperature in (0.3, 1.0, 2.0):
    print(f"temperature {temperature}: {text(temperature)}")

print("\nAfter “the”, the chance of each word:")
[{"temperature": t, **next_word("the", t, 0.5)[1]} for t in (0.3, 1.0, 2.0)]
