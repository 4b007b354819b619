"""The shape of a tiny transformer."""

from __future__ import annotations

from dataclasses import dataclass

from formulas.check import require


@dataclass(frozen=True)
class Config:
    """Shape of a decoder-only transformer with grouped-query attention and SwiGLU.

    Parameters
    ----------
    layers : int [1]
        Number of layers.
    d_model : int [1]
        Size of the residual stream.
    heads : int [1]
        Query heads; ``d_model`` is shared out evenly among them.
    kv_heads : int [1]
        Key and value heads; each serves ``heads / kv_heads`` query heads.
    d_ff : int [1]
        Size of the gated hidden layer.
    vocabulary : int [1]
        Number of tokens.
    context : int [token]
        Positions that the model was trained for.
    rotary_base : float [1]
        Base of the rotary angles.
    tied : bool [1]
        Whether the unembedding is the embedding matrix.
    epsilon : float [1]
        Added to the mean square in RMSNorm.

    Raises
    ------
    ValueError
        If a size is not positive or does not divide as it must.
    """

    layers: int
    d_model: int
    heads: int
    kv_heads: int
    d_ff: int
    vocabulary: int
    context: int
    rotary_base: float = 10000.0
    tied: bool = True
    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        """Refuse impossible shapes, all at once."""
        sizes = ("layers", "d_model", "heads", "kv_heads", "d_ff", "vocabulary", "context")
        require(**{n: (getattr(self, n), getattr(self, n) > 0, "must be positive") for n in sizes})
        require(
            heads=(self.heads, self.heads % self.kv_heads == 0, "must be a multiple of kv_heads"),
            d_model=(self.d_model, self.d_model % (2 * self.heads) == 0, "must be an even multiple of heads"),
        )

    @property
    def head_dim(self) -> int:
        """Size of one head."""
        return self.d_model // self.heads

    @property
    def group(self) -> int:
        """Query heads that share one key and value head."""
        return self.heads // self.kv_heads

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of each weight by name; matrices are (out, in) as PyTorch keeps them."""
        d, kv = self.d_model, self.kv_heads * self.head_dim
        layer = {
            "attention_norm": (d,),
            "query": (d, d),
            "key": (kv, d),
            "value": (kv, d),
            "output": (d, d),
            "mlp_norm": (d,),
            "gate": (self.d_ff, d),
            "up": (self.d_ff, d),
            "down": (d, self.d_ff),
        }
        shapes: dict[str, tuple[int, ...]] = {"embedding": (self.vocabulary, d)}
        shapes |= {f"{i}.{name}": shape for i in range(self.layers) for name, shape in layer.items()}
        shapes["final_norm"] = (d,)
        return shapes if self.tied else shapes | {"unembedding": (self.vocabulary, d)}
