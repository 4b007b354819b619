"""A decoder-only transformer: the whole forward pass, with every tensor open to view.

Tokens become vectors; in each layer attention moves information between positions and a gated
MLP works on each position alone, both adding to the residual stream; the last state, compared
with every token's embedding, gives the logits.

``keep`` is called with the name and value of each tensor as it arises.  Shapes: T new
positions, S positions in all, H query heads, G key and value heads, D head size, d width,
F hidden size, V tokens.

====================  ==============  ======================================================
name                  shape           meaning
====================  ==============  ======================================================
embedding             (T, d)          row of each token: the start of the residual stream
i.attention.normed    (T, d)          what attention of layer i reads
i.query               (H, T, D)       queries, turned to their positions
i.key, i.value        (G, S, D)       keys (turned) and values of all positions: the cache
i.scores              (H, T, S)       scaled dot products before the mask
i.weights             (H, T, S)       after causal mask and softmax: the attention
i.heads               (T, H, D)       what each head reads out
i.attention           (T, d)          what attention adds to the stream
i.mlp.normed          (T, d)          what the MLP of layer i reads
i.gate, i.up          (T, F)          the two projections
i.activation          (T, F)          silu(gate) times up
i.mlp                 (T, d)          what the MLP adds to the stream
i.residual            (T, d)          the stream after layer i
final                 (T, d)          the last state, normed
logits                (T, V)          score of each token as the next one
====================  ==============  ======================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from formulas.caching import frozen
from formulas.tiny.cache import Cache
from formulas.tiny.config import Config
from formulas.tiny.layers import attention_scores, attention_weights, read, rms_norm, rotary_table, rotate, swiglu
from formulas.tiny.weights import check

Keep = Callable[[str, np.ndarray], object]


def _ignore(name: str, value: np.ndarray) -> None:
    """Keep nothing."""


class Transformer:
    """The model: a configuration and its weights in one precision.

    Parameters
    ----------
    config : Config [1]
        Shape of the model.
    weights : dict of str to ndarray [1]
        Arrays under the names and shapes of :meth:`Config.shapes`.
    dtype : dtype [1]
        Precision of all arithmetic.  In float64 the sums of a tiny model differ between
        machines by about 1e-13, far below where sampling rounds.

    Raises
    ------
    ValueError
        If a weight is missing or misshapen.
    """

    def __init__(self, config: Config, weights: Mapping[str, np.ndarray], dtype: type = np.float64) -> None:
        check(config, weights)
        self.config, self.dtype = config, np.dtype(dtype)
        self.weights = frozen({name: np.asarray(w, dtype) for name, w in weights.items()})
        self.unembedding = self.weights["embedding" if config.tied else "unembedding"]
        self._rotary = frozen(rotary_table(config.context, config.head_dim, config.rotary_base, dtype))

    def new_cache(self) -> Cache:
        """Return an empty cache in the model's precision."""
        return Cache(self.config, self.dtype)

    def forward(self, ids: Sequence[int], cache: Cache | None = None, keep: Keep = _ignore) -> np.ndarray:
        """Return the logits of the positions in ``ids``, which follow those in ``cache``.

        Parameters
        ----------
        ids : sequence of int (T,) [1]
            New tokens.
        cache : Cache [1]
            Keys and values of the tokens before; the new ones are appended.
        keep : callable [1]
            Called with each tensor's name and value.

        Returns
        -------
        logits : ndarray (T, V) [1]
            Score of each token as the next one.

        Raises
        ------
        ValueError
            If there is no token, a token does not exist, or the context would overflow.
        """
        cache = self.new_cache() if cache is None else cache
        ids = self._valid(ids, cache)
        x = self.weights["embedding"][ids]
        keep("embedding", x)
        for layer in range(self.config.layers):
            x = x + self._attention(layer, x, cache, keep)
            x = x + self._mlp(layer, x, keep)
            keep(f"{layer}.residual", x)
        cache.advance(len(ids))
        final = self._norm("final_norm", x)
        keep("final", final)
        logits = final @ self.unembedding.T
        keep("logits", logits)
        return logits

    def lens(self, state: np.ndarray) -> np.ndarray:
        """Return the logits that a residual state (..., d) would give if the model stopped there."""
        return self._norm("final_norm", state) @ self.unembedding.T

    def _attention(self, layer: int, x: np.ndarray, cache: Cache, keep: Keep) -> np.ndarray:
        """What each position gathers from itself and the positions before it, (T, d)."""
        c, w, new, start = self.config, self.weights, len(x), cache.length
        turn = [table[start : start + new] for table in self._rotary]
        n = self._norm(f"{layer}.attention_norm", x)
        keep(f"{layer}.attention.normed", n)

        def heads(name: str) -> np.ndarray:
            return (n @ w[f"{layer}.{name}"].T).reshape(new, -1, c.head_dim).transpose(1, 0, 2)

        query = rotate(heads("query"), *turn)
        keys, values = cache.append(layer, rotate(heads("key"), *turn), heads("value"))
        keep(f"{layer}.query", query)
        keep(f"{layer}.key", keys)
        keep(f"{layer}.value", values)
        # The three steps of formulas.tiny.layers.attention, one by one, so that each can be seen.
        scores = attention_scores(query, keys)
        keep(f"{layer}.scores", scores)
        weights = attention_weights(scores)
        keep(f"{layer}.weights", weights)
        gathered = read(weights, values).transpose(1, 0, 2)
        keep(f"{layer}.heads", gathered)
        out = gathered.reshape(new, c.d_model) @ w[f"{layer}.output"].T
        keep(f"{layer}.attention", out)
        return out

    def _mlp(self, layer: int, x: np.ndarray, keep: Keep) -> np.ndarray:
        """What each position works out on its own, (T, d)."""
        w = self.weights
        n = self._norm(f"{layer}.mlp_norm", x)
        keep(f"{layer}.mlp.normed", n)
        gate, up = n @ w[f"{layer}.gate"].T, n @ w[f"{layer}.up"].T
        keep(f"{layer}.gate", gate)
        keep(f"{layer}.up", up)
        activation = swiglu(gate, up)
        keep(f"{layer}.activation", activation)
        out = activation @ w[f"{layer}.down"].T
        keep(f"{layer}.mlp", out)
        return out

    def _norm(self, name: str, x: np.ndarray) -> np.ndarray:
        return rms_norm(x, self.weights[name], self.config.epsilon)

    def _valid(self, ids: Sequence[int], cache: Cache) -> np.ndarray:
        ids, c = np.asarray(ids, dtype=np.int64), self.config
        problems = []
        if not ids.size:
            problems.append("ids is empty: must hold at least one token")
        if bad := ids[(ids < 0) | (ids >= c.vocabulary)].tolist():
            problems.append(f"ids is {bad[0]}: must be from 0 to {c.vocabulary - 1}")
        if cache.length + ids.size > c.context:
            problems.append(f"ids is {ids.size} tokens after {cache.length}: must fit in a context of {c.context}")
        if problems:
            raise ValueError("; ".join(problems))
        return ids
