"""Write tests/golden/models.json: parameters by part of each configuration, as the transformers package builds the model.

    python -m tests.golden.make_models [ID ...]        (torch 2.13.0 and transformers 5.24.0, in an environment of their own; Python 3.11)

Models are built on PyTorch's meta device: shapes without weights. It imports nothing of ours, so that it stays an independent count.
Heads for multi-token prediction are not in the package.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections import Counter
from pathlib import Path

import torch
import transformers

HERE = Path(__file__).parent
ENCODER = re.compile(r"vision|visual|audio|multi_modal_projector|mm_projector|embed_vision|embed_audio|vision_embedder")
PREDICTION = re.compile(r"(^|\.)mtp\.")


RECURRENT = re.compile(r"(Mamba2?|H1)Mixer$|MambaLayer$|LightningAttention$|DeltaAttention$|DeltaNet$")


def part(name: str, inside: list[str], shape: tuple[int, ...]) -> str:
    """What a parameter is counted as: by the classes of the modules that it is ``inside`` where they say it, else by its name."""
    module = inside[-1] if inside else ""
    leaf = name.rsplit(".", 1)[-1]
    if ENCODER.search(name):
        return "encoder"
    if PREDICTION.search(name):
        return "prediction"
    if "Norm" in module or re.search(r"norm", name.rsplit(".", 2)[-2] if leaf in ("weight", "bias") else leaf):
        return "norms"
    vector = len(shape) == 1 or leaf.endswith("bias") or leaf in ("sinks", "A_log")
    if re.search(r"embed_positions|\bwpe\b", name):
        return "positions"
    if vector:
        return "biases"
    if "embed_tokens_per_layer" in name:
        return "embedding"
    if re.search(r"altup|laurel|per_layer|hyper|(^|\.)(attn_hc|ffn_hc|hc_head)|_hc\b|project_in|project_out", name):
        return "residual"
    if re.search(r"embed_tokens|embed_in\b|word_embeddings|\bwte\b|embedding|\bembeddings\b", name):
        return "embedding"
    if re.search(r"lm_head|embed_out", name):
        return "head"
    if "indexer" in name:
        return "indexer"
    if re.search(r"shared_expert|shared_mlp|shared_head", name):
        return "shared_experts"
    if re.search(r"experts|block_sparse_moe\.(input|output)_linear|fc[12]_latent", name):
        return "experts"
    if re.search(r"\.gate\.|router", name) and "gate_proj" not in name:
        return "router"
    if any(RECURRENT.search(outer) for outer in inside):
        return "recurrence"
    return "attention" if re.search(r"attn|attention|mixer\.[qkvo]_proj", name) else "mlp"


def spelled(config: dict) -> dict:
    """``config`` as the package spells it, for a family that it knows under another name."""
    kind = config["model_type"]
    if kind in ("kimi_k2", "internlm2", "mimo"):
        other, architecture = {
            "kimi_k2": ("deepseek_v3", "DeepseekV3ForCausalLM"),
            "internlm2": ("llama", "LlamaForCausalLM"),
            "mimo": ("qwen2", "Qwen2ForCausalLM"),
        }[kind]
        return {**config, "model_type": other, "architectures": [architecture]}
    if kind == "kimi_k25":
        text = {**config["text_config"], "model_type": "deepseek_v3"}
        return {**config, "text_config": text, "architectures": ["Kimi_K25ForConditionalGeneration"]}
    if kind == "ministral3":
        return {**config, "model_type": "mistral3"}
    if kind == "minimax_m1":
        kinds = ["linear_attention", "full_attention"]
        types = [kinds[kind] for kind in config["attn_type_list"]]
        return {**config, "model_type": "minimax", "layer_types": types, "architectures": ["MiniMaxForCausalLM"]}
    if kind == "minimax_m3":
        return {**config, "model_type": "minimax_m3_vl_text", "architectures": ["MiniMaxM3VLForCausalLM"]}
    return config


def build(config: dict) -> torch.nn.Module:
    """The model of ``config`` on the meta device, by the class that its architecture names."""
    config = spelled(config)
    given = transformers.AutoConfig.for_model(**config)
    architecture = getattr(transformers, config["architectures"][0])
    with torch.device("meta"):
        return architecture(given)


def counted(model: torch.nn.Module) -> dict[str, int]:
    """Parameters by part, tied ones once; a bias that corrects the router is a buffer and counts as a parameter."""
    classes = {name: type(module).__name__ for name, module in model.named_modules()}
    buffers = [(name, b) for name, b in model.named_buffers() if name.endswith("e_score_correction_bias")]
    parts: Counter[str] = Counter()
    for name, parameter in [*model.named_parameters(), *buffers]:
        steps = name.split(".")[:-1]
        inside = [classes[".".join(steps[: i + 1])] for i in range(len(steps))]
        parts[part(name, inside, tuple(parameter.shape))] += parameter.numel()
    return dict(sorted(parts.items()))


def main(ids: list[str]) -> None:
    """Count those that are named, or all."""
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity_error()
    configurations = json.loads((HERE.parents[1] / "formulas" / "data" / "configurations.json").read_text("utf-8"))["models"]
    target = HERE / "models.json"
    kept = json.loads(target.read_text())["models"] if ids and target.exists() else {}
    for name in ids or configurations:
        try:
            kept[name] = counted(build(configurations[name]["config"]))
        except Exception as error:  # whatever the package cannot build is left out, and said
            kept.pop(name, None)
            print(f"{name}: {type(error).__name__}: {str(error)[:300]}", file=sys.stderr)
    made = f"torch {torch.__version__}, transformers {transformers.__version__}"
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(parts)}" for name, parts in sorted(kept.items()))
    target.write_text(f'{{"made": {json.dumps(made)}, "models": {{\n{rows}\n}}}}\n')


if __name__ == "__main__":
    main(sys.argv[1:])
