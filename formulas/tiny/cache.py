"""What attention remembers: the keys and values of every position so far."""

from __future__ import annotations

import numpy as np

from formulas.tiny.config import Config


class Cache:
    """Keys (already turned to their positions) and values of each layer.

    Parameters
    ----------
    config : Config [1]
        Shape of the model.
    dtype : dtype [1]
        Precision of the entries.
    """

    def __init__(self, config: Config, dtype: type = np.float64) -> None:
        shape = (config.layers, config.kv_heads, config.context, config.head_dim)
        self._keys, self._values = np.zeros(shape, dtype), np.zeros(shape, dtype)
        self.length = 0

    @property
    def bytes(self) -> int:
        """Bytes that the positions so far take up."""
        return self.keys.nbytes + self.values.nbytes

    @property
    def keys(self) -> np.ndarray:
        """Keys so far, (layers, kv_heads, length, head_dim)."""
        return self._keys[:, :, : self.length]

    @property
    def values(self) -> np.ndarray:
        """Values so far, (layers, kv_heads, length, head_dim)."""
        return self._values[:, :, : self.length]

    def append(self, layer: int, keys: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Write the new positions of one layer and return all of that layer's keys and values.

        Parameters
        ----------
        layer : int [1]
            Which layer.
        keys : ndarray (kv_heads, new, head_dim) [1]
            Keys of the new positions.
        values : ndarray (kv_heads, new, head_dim) [1]
            Values of the new positions.

        Returns
        -------
        keys : ndarray (kv_heads, length + new, head_dim) [1]
            Keys of all positions.
        values : ndarray (kv_heads, length + new, head_dim) [1]
            Values of all positions.
        """
        end = self.length + keys.shape[1]
        self._keys[layer, :, self.length : end] = keys
        self._values[layer, :, self.length : end] = values
        return self._keys[layer, :, :end], self._values[layer, :, :end]

    def advance(self, new: int) -> None:
        """Count ``new`` positions as known, once every layer has written them."""
        self.length += new

    def rewind(self, length: int) -> None:
        """Forget every position from ``length`` on: history goes back at no cost."""
        self.length = min(length, self.length)

    def upto(self, length: int) -> Cache:
        """Return the cache as it was after ``length`` positions, on the same memory.

        A token that is run through it again finds what it found then, and writes what stands there
        already: so any earlier position can be looked at for the price of one token.
        """
        other = object.__new__(Cache)
        other._keys, other._values, other.length = self._keys, self._values, min(length, self.length)
        return other
