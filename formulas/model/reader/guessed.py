"""A family that is not known, read by the keys that most families share."""

from __future__ import annotations

from formulas.model.description import Description
from formulas.model.reader import common, latent, recurrent
from formulas.model.reader.fields import Keys

_MARKS = (
    ("kv_lora_rank", latent.latent, "latent attention"),
    ("linear_num_value_heads", recurrent.qwen_delta, "gated delta nets"),
    ("hybrid_override_pattern", recurrent.nemotron_h, "blocks by pattern"),
    ("mamba_n_heads", recurrent.granite_hybrid, "state spaces beside attention"),
)


def read(keys: Keys, kind: str) -> tuple[Description, tuple[str, ...]]:
    """Describe a model by common keys, with what that leaves open."""
    called = kind[:40] if kind else "none given"
    for key, reader, form in _MARKS:
        if key in keys:
            return reader(keys), (f"model_type ({called}: read as a model with {form})",)
    tied = "tie_word_embeddings" in keys
    told = (f"model_type ({called}: read by the keys that most families share)",)
    family = common.Family(
        qkv=("attention_bias", keys.flag("qkv_bias", "add_qkv_bias", "use_qkv_bias", "use_bias", "bias")),
        out=("attention_bias", keys.flag("use_bias", "bias")),
        mlp=("mlp_bias", keys.flag("use_bias", "bias")),
        qk_norm="head" if keys.flag("use_qk_norm", "qk_layernorm", "qk_norm") else "none",
        # A file leaves this key out where it is true, as every class had it until 2026.
        tied=True,
        norm_biases="layer_norm_eps" in keys or "layer_norm_epsilon" in keys,
        matrices=2 if keys.text("hidden_act", "activation_function", "hidden_activation") in ("gelu", "gelu_new", "relu", "relu2") else 3,
        window="all" if keys.flag("use_sliding_window", default="sliding_window" in keys) else "never",
    )  # fmt: skip
    return common.read(keys, family), told if tied else (*told, "tie_word_embeddings (not given: taken as true)")
