"""What is done to a base model after its pre-training: the arithmetic of post-training, and the weights of an adapter."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation

INSTRUCT_SHARE = (4.9 + 60) / 3640
"""Supervised fine-tuning and reinforcement learning of InstructGPT over the pre-training of GPT-3, in petaflop/s-days."""
ADAPTER_RANK = 4
"""Rank of the adapters of GPT-3 that its authors store in about 35 MB."""
ADAPTER_BITS = 16
"""Bits of each of their parameters."""


@equation(
    symbol=r"C_{\mathrm{post}}",
    latex=r"«post_training_share» \cdot «training_compute»",
    symbols={"training_compute": "C", "post_training_share": "f"},
    trust="estimate",
    source="ouyang2022",
    locator="section 5.1",
    band=Band(
        0.1, 10,
        "InstructGPT's share is put in, 1.8%. DeepSeek-V3 spent 5,000 of 2.664 million card-hours, 0.19%, a tenth of it; models that"
        " learn to reason by reinforcement learning take far more.",
    ),
    validity="A share that one run had, not a law: how much is spent after pre-training is a choice, and grows with learning from rewards.",
)  # fmt: skip
def post_training_flop(training_compute, post_training_share):
    """Compute of post-training at a given share of that of pre-training.

    Parameters
    ----------
    training_compute : array_like [FLOP]
        Compute of pre-training.
    post_training_share : array_like [1]
        Post-training over pre-training, above 0.

    Returns
    -------
    post_training : array [FLOP]
        Supervised fine-tuning and learning from rewards together.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    InstructGPT: 64.9 of 3,640 petaflop/s-days.

    >>> day = 1e15 * 86400
    >>> f"{post_training_flop(3640 * day, INSTRUCT_SHARE) / day:.1f}"
    '64.9'

    References
    ----------
    Ouyang et al. 2022, section 5.1; DeepSeek-AI 2024, table 1, for the share of DeepSeek-V3.
    """
    check.positive(training_compute=training_compute, post_training_share=post_training_share)
    return post_training_share * training_compute


@equation(
    symbol=r"N_{\mathrm{lora}}",
    latex=r"«layers» \cdot «adapter_rank» \left(2 «d_model» + «head_dim» \left(«heads» + «kv_heads»\right)\right)",
    symbols={
        "layers": "L", "adapter_rank": "r", "d_model": "d", "heads": "h", "kv_heads": r"h_{\mathrm{kv}}", "head_dim": r"d_{h}",
    },
    trust="exact",
    source="hu2021",
    locator="sections 5.1 and 7.1",
    validity="Two thin matrices beside the query and the value projection of each layer, as the paper has it for GPT-3. Latent attention"
    " makes its values otherwise; there it is the adapter of ordinary heads. Adapters on further matrices come on top.",
)  # fmt: skip
def adapter_parameters(layers, adapter_rank, d_model, heads, kv_heads, head_dim):
    """Parameters of a low-rank adapter on the query and value projections of a transformer.

    Parameters
    ----------
    layers : array_like [1]
        Layers that it is added to.
    adapter_rank : array_like [1]
        Inner width of each pair of matrices.
    d_model : array_like [1]
        Width of the model.
    heads : array_like [1]
        Query heads.
    kv_heads : array_like [1]
        Heads of keys and values.
    head_dim : array_like [1]
        Width of a head.

    Returns
    -------
    adapter_parameters : array [parameter]
        Weights that are trained; all others stay.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    GPT-3 with rank 4, which its authors print as 18 million:

    >>> f"{adapter_parameters(96, 4, 12288, 96, 96, 128) / 1e6:.1f}"
    '18.9'

    References
    ----------
    Hu et al. 2021, sections 5.1 and 7.1.
    """
    check.positive(layers=layers, adapter_rank=adapter_rank, d_model=d_model, heads=heads, kv_heads=kv_heads, head_dim=head_dim)
    return layers * adapter_rank * (2 * d_model + head_dim * (heads + kv_heads))
