"""The shape rule: depth, width and heads that a language model of a given size would plausibly have.

A size alone does not fix a shape, and Kaplan et al. 2020 found the loss flat over a wide range of
width to depth.  The rule follows what large dense models do: width 128 times depth, heads of 128,
eight key-value heads, a gated MLP of three and a half times the width, and embeddings apart.  Mixtures
of many small experts have a rule of their own: they are deeper for what a token passes through, their
attention is twice as wide as the model and all experts of a token together three times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.float64 import in_float64
from formulas.registry import equation

ASPECT = 128
VOCABULARY = 128_256
KV_HEADS = 8
_GATED_MATRICES = 3
_MLP_RATIO = 3.5
_MLP_STEP = 256
# Mixtures of many small experts: depth to that of a dense model of the active size, attention and the experts of a token to the width.
FINE_GRAINED = 64
_MIXTURE_DEPTH, _MIXTURE_ATTENTION, _MIXTURE_MLP_RATIO = 1.15, 2.0, 3.0
# Below this size models use heads of 64, as GPT-2 and Llama 3.2 1B do.
_SMALL = 1.5e9


@dataclass(frozen=True)
class Shape:
    """Depth, width and heads; every field a float or an array of whole numbers."""

    layers: np.ndarray
    d_model: np.ndarray
    heads: np.ndarray
    kv_heads: np.ndarray
    head_dim: np.ndarray
    d_ff: np.ndarray
    vocabulary: np.ndarray

    @property
    def attention_width(self) -> np.ndarray:
        """Heads times head size."""
        return self.heads * self.head_dim

    @property
    def parameters(self) -> np.ndarray:
        """Parameters of this shape, norms left out."""
        layer = 2 * (self.heads + self.kv_heads) * self.head_dim + _GATED_MATRICES * self.d_ff
        return self.d_model * (self.layers * layer + 2 * self.vocabulary)


@equation(
    symbol="L",
    latex=r"s \max\!\left(1,\; \left\lfloor \frac{l}{s} \right\rceil\right),"
    r"\quad l = \left(\frac{«parameters»}{12 \cdot 128^{2}}\right)^{1/3},"
    r"\quad s = 2 \text{ if } l < 24 \text{ else } 4 \text{ if } l < 64 \text{ else } 8",
    symbols={"parameters": "N"},
    trust="estimate",
    source="kaplan2020",
    locator="section 3.1, figure 5",
    band=Band(0.7, 1.25, "27 dense models of the catalogue from 2B parameters up have 0.71 to 1.21 times the layers of the rule."),
    valid={"parameters": (2e9, 600e9)},
    validity="Dense language models, whose width is about 128 times their depth (GPT-3 175B: 128;"
    " Llama 3 8B, 70B, 405B: 128, 102, 130). Rounded to a multiple of 2 below 24 layers, of 4 below 64, else of 8; at least 2.",
)
def rule_layers(parameters):
    """Layers of a dense model of this size whose width is 128 times its depth.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters of the dense model.

    Returns
    -------
    layers : array [layer]
        Layers, rounded so that pipeline stages divide them evenly.

    Raises
    ------
    ValueError
        If the argument is not positive.

    Examples
    --------
    >>> float(rule_layers(156.4e9))
    96.0

    References
    ----------
    Kaplan et al. 2020, section 3.1 and figure 5; Brown et al. 2020, table 2.1.
    """
    check.positive(parameters=parameters)
    return _stages(np.cbrt(parameters / (12 * ASPECT**2)))


@equation(
    symbol="L",
    latex=r"s \max\!\left(1,\; \left\lfloor \frac{l}{s} \right\rceil\right),"
    r"\quad l = 1.15 \left(\frac{«parameters»}{12 \cdot 128^{2}}\right)^{1/3},"
    r"\quad s = 2 \text{ if } l < 24 \text{ else } 4 \text{ if } l < 64 \text{ else } 8",
    symbols={"parameters": "N"},
    trust="estimate",
    source="deepseek2024v3",
    locator="section 4.2",
    band=Band(0.55, 1.75, "8 mixtures of the catalogue with 64 experts or more have 0.92 to 1.71 times the layers of the rule."),
    valid={"parameters": (1e9, 100e9)},
    validity="Mixtures of 64 experts or more in a layer, by what a token passes through. Makers differ: Qwen3 is more than half"
    " as deep again as the rule, DeepSeek, Kimi and gpt-oss are near it.",
)
def mixture_layers(parameters):
    """Layers of a mixture of many small experts by its active parameters: 1.15 times those of a dense model of that size.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters that one token passes through.

    Returns
    -------
    layers : array [layer]
        Layers, rounded so that pipeline stages divide them evenly.

    Raises
    ------
    ValueError
        If the argument is not positive.

    Examples
    --------
    >>> float(mixture_layers(37e9))
    64.0

    References
    ----------
    Depths of public mixtures, as in DeepSeek-AI 2024, section 4.2; the root as in :func:`rule_layers`.
    """
    check.positive(parameters=parameters)
    return _stages(_MIXTURE_DEPTH * np.cbrt(parameters / (12 * ASPECT**2)))


@equation(
    symbol=r"d",
    latex=r"\frac{2\,«parameters»}{b + \sqrt{b^{2} + 4\,«squares»\,«layers»\,«parameters»}},"
    r"\quad b = «layers»\,«columns» + 2\,«vocabulary»",
    symbols={"parameters": "N", "layers": "L", "squares": r"\sigma", "columns": r"\kappa", "vocabulary": "V"},
    trust="estimate",
    source="grattafiori2024",
    locator="table 3",
    band=Band(
        0.75, 1.25,
        "27 dense models of the catalogue from 2B parameters up have 0.75 to 1.20 times the width of the rule;"
        " 8 mixtures with 64 experts or more have 0.76 to 1.19 times.",
    ),
    validity="Solves N = L (squares d^2 + columns d) + 2 V d: embeddings apart, norms left out. By rule 12.5 squares"
    " (2 of attention, 3 x 3.5 of a gated MLP), for mixtures 13 (4 and 3 x 3), and 2 x 8 x 128 columns (keys and values of eight heads).",
)
def rule_d_model(parameters, layers, squares=12.5, columns=2048.0, vocabulary=VOCABULARY):
    """Width at which a model of this depth has exactly this many parameters, before rounding.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters of the dense model.
    layers : array_like [layer]
        Layers.
    squares : array_like [1]
        Matrices of width by width in a layer, all its weights that grow with the square taken together.
    columns : array_like [1]
        Further columns as tall as the width in a layer.
    vocabulary : array_like [token]
        Entries of the vocabulary, in the embedding and again in the output projection.

    Returns
    -------
    d_model : array [1]
        Width of the residual stream.

    Raises
    ------
    ValueError
        If parameters, layers or vocabulary are not positive, or a count is negative.

    Examples
    --------
    >>> round(float(rule_d_model(156.4e9, 96)))
    11229

    References
    ----------
    Grattafiori et al. 2024, table 3.
    """
    check.positive(parameters=parameters, layers=layers, vocabulary=vocabulary)
    check.not_negative(squares=squares, columns=columns)
    linear = layers * columns + 2.0 * vocabulary
    return 2 * parameters / (linear + np.sqrt(linear * linear + 4 * squares * layers * parameters))


@in_float64
def shape(
    parameters, *, experts=1.0, layers=None, d_model=None, heads=None, kv_heads=None, head_dim=None, d_ff=None, vocabulary=None
) -> Shape:  # fmt: skip
    """Fit a shape to ``parameters``; what is given stays, and the rest adapts to it.

    Of a mixture they are the active ones, and ``d_ff`` that of all experts that one token passes through;
    from :data:`FINE_GRAINED` ``experts`` in a layer its rule is that of mixtures, below it that of dense models.
    ``None`` or ``nan`` leaves a field to its rule.  Width takes up what depth, heads or MLP are given;
    depth takes up a given width.  With both given the count is what it is: see :attr:`Shape.parameters`.
    Eight key-value heads where they divide the heads, else one for each head; a model has at least one
    head and two layers, so that very small counts are overshot.

    Raises
    ------
    ValueError
        If parameters or a given field is not positive, or heads are no multiple of the key-value heads.
    """
    given = {"layers": layers, "d_model": d_model, "heads": heads, "kv_heads": kv_heads}
    given |= {"head_dim": head_dim, "d_ff": d_ff, "vocabulary": vocabulary}
    rules = {"parameters": (parameters, np.isfinite(parameters) & (parameters > 0), "must be positive and finite")}
    for name, value in given.items():
        if value is not None:
            holds = np.isnan(value) | (np.isfinite(value) & (value >= 1))
            rules[name] = (value, holds, "must be at least 1 and finite, or nan for the rule")
    check.require(**rules)

    vocabulary = _or(vocabulary, VOCABULARY)
    head_dim = _or(head_dim, np.where(parameters < _SMALL, 64.0, 128.0))
    groups = _or(kv_heads, KV_HEADS if heads is None else np.where(np.mod(heads, KV_HEADS) > 0, heads, KV_HEADS))
    fine = np.asarray(experts) >= FINE_GRAINED
    across, mlp_ratio = np.where(fine, _MIXTURE_ATTENTION, 1.0), np.where(fine, _MIXTURE_MLP_RATIO, _MLP_RATIO)
    squares = 2.0 * across * _open(heads) + _GATED_MATRICES * mlp_ratio * _open(d_ff)
    columns = 2 * (groups + _or(heads, 0)) * head_dim + _GATED_MATRICES * _or(d_ff, 0)

    depth = np.where(fine, mixture_layers(parameters), rule_layers(parameters)) if np.any(fine) else rule_layers(parameters)
    if d_model is not None:
        # Where the width is open this divides by one: the quotient is then not used.
        width = _or(d_model, 1)
        deep = np.maximum(parameters / width - 2 * vocabulary, 0) / (squares * width + columns)
        depth = np.where(_open(d_model), depth, _stages(deep))
    layers = _or(layers, depth)
    d_model = _or(d_model, np.maximum(np.rint(rule_d_model(parameters, layers, squares, columns, vocabulary) / head_dim), 1) * head_dim)

    filling = np.maximum(np.rint(across * d_model / head_dim), 1)
    narrow = _open(heads) & _open(kv_heads) & (filling < KV_HEADS)
    heads = _or(heads, np.where(narrow, filling, np.maximum(np.rint(filling / groups), 1) * groups))
    groups = np.where(narrow, filling, groups)
    if given["heads"] is not None and given["kv_heads"] is not None:
        check.require(heads=(heads, np.mod(heads, groups) == 0, "must be a multiple of the key-value heads"))
    d_ff = _or(d_ff, np.maximum(np.rint(d_model * (mlp_ratio / _MLP_STEP)), 1) * _MLP_STEP)
    return Shape(layers, d_model, heads, groups, head_dim, d_ff, vocabulary)


def _stages(layers: np.ndarray) -> np.ndarray:
    """Round to 2 below 24 layers, to 4 below 64, else to 8; at least 2."""
    step = 2.0 + 2.0 * (layers >= 24) + 4.0 * (layers >= 64)
    return np.maximum(np.rint(layers / step), 1) * step


def _open(value: object) -> np.ndarray | bool:
    """Where a field is left to its rule."""
    return True if value is None else np.isnan(value)


def _or(value: object, rule: object) -> np.ndarray:
    """``value`` where it is given, else ``rule``."""
    return np.asarray(rule, dtype=float) if value is None else np.where(np.isnan(value), rule, value)
