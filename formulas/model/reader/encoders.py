"""Parameters of what reads images beside a language model, for the encoders that configurations name most."""

from __future__ import annotations

from collections.abc import Callable

from formulas.model.reader.fields import MOST_LAYERS, Keys

_OTHERS = ("audio_config", "audio_encoder_config", "speech_config", "sound_config", "vision_tower_config", "aligner_config")


def parameters(keys: Keys, d_model: float) -> tuple[float, tuple[str, ...]]:
    """Parameters of the encoders of a whole configuration, and the tables of those that are not counted."""
    missed = tuple(f"{name} (not counted)" for name in _OTHERS if name in keys)
    kind, vision = keys.text("model_type"), keys.inner("vision_config")
    if vision is None:
        return (_llama4(Keys({}), d_model) if kind == "llama4" else 0.0), missed
    counter = _COUNTERS.get(kind if kind in _COUNTERS else vision.text("model_type"))
    if counter is None:
        return 0.0, ("vision_config (not counted)", *missed)
    return counter(vision, d_model), missed


def _layers(keys: Keys, *names: str, default: int) -> int:
    return keys.number(*names, default=default, most=MOST_LAYERS)


def _block(width: int, inner: int) -> int:
    """One layer of a plain vision transformer: two norms with shifts, four projections and two matrices, biases everywhere."""
    return 4 * width + 4 * (width**2 + width) + 2 * width * inner + inner + width


def _merged(width: int, normed: int, out: int) -> int:
    """A norm with a shift, then two matrices with biases from ``width`` to what the language model takes."""
    return 2 * normed + width**2 + width + width * out + out


def _siglip(keys: Keys, d_model: float) -> float:
    """SigLIP behind Gemma 3: patches, a place for each, layers, a norm, and one matrix with a norm before it."""
    width, inner = keys.number("hidden_size", default=1152), keys.number("intermediate_size", default=4304)
    patch = keys.number("patch_size", default=14)
    places = (keys.number("image_size", default=896) // patch) ** 2
    tower = (
        3 * patch**2 * width + width + places * width + _layers(keys, "num_hidden_layers", default=27) * _block(width, inner) + 2 * width
    )
    return tower + width * d_model + width


def _qwen(keys: Keys, d_model: float) -> float:
    """The encoder of Qwen3-VL and Qwen3.5, with the mergers that feed early layers where there are any."""
    width, inner = keys.number("hidden_size", default=1152), keys.number("intermediate_size", default=4304)
    voxel = (
        keys.number("in_channels", default=3) * keys.number("temporal_patch_size", default=2) * keys.number("patch_size", default=16) ** 2
    )
    merged, out = keys.number("spatial_merge_size", default=2) ** 2 * width, keys.number("out_hidden_size", default=int(d_model))
    tower = voxel * width + width + keys.number("num_position_embeddings", default=2304) * width
    tower += _layers(keys, "depth", default=27) * _block(width, inner)
    deep = len(keys.numbers("deepstack_visual_indexes") or ())
    return tower + _merged(merged, width, out) + deep * _merged(merged, merged, out)


def _llama4(keys: Keys, d_model: float) -> float:
    """The encoder of Llama 4: four neighbouring patches are one, and two matrices lead to the language model."""
    width, inner = keys.number("hidden_size", default=768), keys.number("intermediate_size", default=5632)
    patch = keys.number("patch_size", default=14)
    places = (keys.number("image_size", default=448) // patch) ** 2 + 1
    tower = 3 * patch**2 * width + width + places * width + 4 * width
    tower += _layers(keys, "num_hidden_layers", default=34) * _block(width, inner)
    between, out = keys.number("projector_input_dim", default=4096), keys.number("vision_output_dim", default=7680)
    return tower + inner * between + between * keys.number("projector_output_dim", default=4096) + out * d_model


def _pixtral(keys: Keys, d_model: float) -> float:
    """Pixtral behind Mistral Small and Ministral 3: gated layers without biases, neighbouring patches merged."""
    width, inner = keys.number("hidden_size", default=1024), keys.number("intermediate_size", default=4096)
    heads = keys.number("num_attention_heads", default=16) * keys.number("head_dim", default=64)
    tower = 3 * keys.number("patch_size", default=16) ** 2 * width + width
    tower += _layers(keys, "num_hidden_layers", default=24) * (2 * width + 4 * width * heads + 3 * width * inner)
    return tower + width + 4 * width**2 + width * d_model + d_model**2


def _gemma4(keys: Keys, d_model: float) -> float:
    """The encoder of Gemma 4: gated layers with four norms, places by row and column."""
    width, inner = keys.number("hidden_size", default=768), keys.number("intermediate_size", default=3072)
    heads, dim = keys.number("num_attention_heads", default=12), keys.number("head_dim", default=64)
    keyed = keys.number("num_key_value_heads", default=heads) * dim
    tower = 2 * keys.number("position_embedding_size", default=10240) * width + 3 * keys.number("patch_size", default=16) ** 2 * width
    each = 2 * width * (heads * dim + keyed) + 2 * dim + 3 * width * inner + 4 * width
    return tower + _layers(keys, "num_hidden_layers", default=16) * each + width * d_model


def _moonvit(keys: Keys, d_model: float) -> float:
    """MoonViT behind Kimi K2.5."""
    width, inner = keys.number("vt_hidden_size", "hidden_size", default=1152), keys.number("vt_intermediate_size", default=4304)
    places = keys.number("init_pos_emb_height", default=64) * keys.number("init_pos_emb_width", default=64)
    tower = 3 * keys.number("patch_size", default=14) ** 2 * width + width + places * width
    tower += _layers(keys, "vt_num_hidden_layers", default=27) * _block(width, inner) + 2 * width
    return tower + _merged(4 * width, width, int(d_model))


_COUNTERS: dict[str, Callable[[Keys, float], float]] = {
    "gemma3": _siglip, "qwen3_vl": _qwen, "qwen3_vl_moe": _qwen, "qwen3_5": _qwen, "qwen3_5_moe": _qwen, "llama4": _llama4,
    "pixtral": _pixtral, "mistral3": _pixtral, "ministral3": _pixtral, "gemma4": _gemma4, "kimi_k25": _moonvit,
}  # fmt: skip
