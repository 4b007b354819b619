"""From what a ``config.json`` says of its numbers (``quantization_config``, data type) to a checkpoint format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from formulas.model.description import PARTS
from formulas.model.forms import LINEAR, checkpoint_form, checkpoints
from formulas.model.modules import Meant, meant

_TYPES = {
    "float32": "fp32", "float": "fp32", "bfloat16": "bf16", "float16": "fp16", "half": "fp16", "float8_e4m3fn": "fp8", "int8": "int8",
}  # fmt: skip
_IGNORED = ("ignore", "ignored_layers", "modules_to_not_convert", "exclude_modules", "llm_int8_skip_modules", "exclude")
_BITS = (2, 3, 4, 8)
_WIDEST_GROUP = 65_536


def read_form(config: Mapping[str, object], present: Collection[str] | None = None) -> str | None:
    """Return the checkpoint format that a whole ``config.json`` tells, or nothing where it tells none.

    ``present`` are the parts that the model has, where they are known.

    >>> read_form({"torch_dtype": "bfloat16"}), read_form({"quantization_config": {"quant_method": "awq", "bits": 4, "group_size": 128}})
    ('bf16', 'awq')
    """
    inner = config.get("text_config")
    places = [config, inner] if isinstance(inner, Mapping) else [config]

    def first(*names: str) -> object:
        return next((place[name] for place in places for name in names if place.get(name) is not None), None)

    layers = first("num_hidden_layers", "n_layer", "num_layers")
    return read_quantization(
        first("quantization_config", "compression_config"),
        first("torch_dtype", "dtype"),
        layers=layers if isinstance(layers, int) else None,
        experts=first("expert_dtype"),
        present=present,
    )


def read_quantization(
    quantization: object,
    dtype: object = None,
    *,
    layers: int | None = None,
    experts: object = None,
    present: Collection[str] | None = None,
) -> str | None:
    """Return the checkpoint format of a ``quantization_config``, or of the data type alone.

    Parameters
    ----------
    quantization
        What stands under ``quantization_config``, or nothing.
    dtype
        The data type of what is not packed, as ``torch_dtype`` has it.
    layers
        Layers of the model, where they are known; else as many as the lists of modules tell.
    experts
        The number format of the experts where it is told apart (``expert_dtype`` of DeepSeek-V4).
    present
        Parts that the model has; a format is told of these alone.  Nothing: it may have any.

    Returns
    -------
    str or None
        A format as :func:`formulas.model.forms.checkpoint_form` takes it; nothing where nothing is said.

    Raises
    ------
    ValueError
        If there is a method that is not known, or its numbers are none of a format's; one sentence says which.
    """
    rest = _TYPES.get(str(dtype).removeprefix("torch."))
    if quantization is None:
        return rest
    if not isinstance(quantization, Mapping):
        raise ValueError("quantization_config is no table")  # noqa: TRY004 (what a person pasted, and no fault of ours)
    told = quantization.get("quantization")
    q = {**quantization, **told} if isinstance(told, Mapping) else quantization
    method = str(q.get("quant_method") or q.get("quant_type") or ("modelopt" if "quant_algo" in q else _of_loading(q)))
    method = method.lower().replace("_", "-")
    read = _METHODS.get(method)
    if read is None:
        raise ValueError(f"quantization method is {method[:40]!r}: not known; known are {', '.join(_METHODS)}")
    clauses = read(q)
    if str(experts) in ("fp4", "mxfp4"):
        clauses = [("mxfp4", ("experts",)), *clauses]
    return _written(clauses, meant(_listed(q)), rest, layers, method, frozenset(PARTS if present is None else present))


def _of_loading(q: Mapping[str, object]) -> str:
    return "bitsandbytes" if q.get("load_in_4bit") or q.get("load_in_8bit") else "none"


def _listed(q: Mapping[str, object]) -> list[object]:
    """Every module that is said to be left out, whatever the key is called."""
    return [each for key in _IGNORED if isinstance(q.get(key), list) for each in q[key]]


type _Clauses = list[tuple[str, tuple[str, ...]]]


def _written(clauses: _Clauses, left: Meant, rest: str | None, layers: int | None, method: str, present: frozenset[str]) -> str:
    """The format written out, or the id of the catalogue's format that is the same."""
    depth = layers or 1 + max((max(each) for each in left.layers.values()), default=0)
    parts, counts = [], {}
    for number, named in clauses:
        kept = [part for part in named if part in present - left.parts and len(left.layers.get(part, ())) < depth]
        counts |= {part: len(left.layers[part]) for part in kept if part in left.layers}
        if kept:
            parts.append((number, tuple(kept)))
    if not parts:
        return rest or "bf16"
    spec = ",".join(each for number, named in parts for each in _clause(number, named, counts))
    same = [row.id for row in checkpoints().values() if row.spec and _same(row.id, spec, rest, present)]
    named = next((key for key in same if key.startswith(method)), next(iter(same), None))
    return named or (spec if rest in (None, "bf16") else f"{spec},{rest}")


def _clause(number: str, named: tuple[str, ...], counts: Mapping[str, int]) -> list[str]:
    alike: dict[int, list[str]] = {}
    for part in named:
        alike.setdefault(counts.get(part, 0), []).append(part)
    written = {count: "linear" if tuple(parts) == LINEAR else "+".join(parts) for count, parts in alike.items()}
    return [f"{number}@{parts}" + (f"~{count}" if count else "") for count, parts in written.items()]


def _same(key: str, spec: str, rest: str | None, present: frozenset[str]) -> bool:
    """Whether a format of the catalogue stores the parts that there are as what is written out does; 16 bits are 16 bits."""
    own, other = checkpoint_form(key), checkpoint_form(spec)
    alike = all(own.packed.get(part) == other.packed.get(part) and own.left.get(part) == other.left.get(part) for part in present)
    return alike and (own.rest == rest or {own.rest, rest} <= {"bf16", "fp16", None})


def _integer(bits: object, group: object, zero: bool) -> str:
    """The name of an integer format; a group of -1 is a whole column, whose scale vanishes."""
    if bits not in _BITS or isinstance(bits, bool):
        raise ValueError(f"bits is {str(bits)[:40]!r}: must be one of {', '.join(map(str, _BITS))}")
    if group in (None, -1, 0):
        return "int4-channel" if bits == 4 else f"int{bits}"
    if not isinstance(group, int) or not 0 < group <= _WIDEST_GROUP:
        raise ValueError(f"group size is {str(group)[:40]!r}: must be a whole number from 1 to {_WIDEST_GROUP:,}")
    return f"int{bits}-g{group}{'z' if zero else ''}"


def _fp8(q: Mapping[str, object]) -> _Clauses:
    block = q.get("weight_block_size")
    if block is None:
        return [("fp8", LINEAR)]
    return [(f"fp8-{_block(block)}", LINEAR)]


def _block(block: object) -> str:
    if not (isinstance(block, list) and len(block) == 2 and all(isinstance(side, int) and 0 < side <= 4096 for side in block)):
        raise ValueError(f"block is {str(block)[:40]!r}: must be two whole numbers from 1 to 4,096")
    return f"{block[0]}x{block[1]}"


def _awq(q: Mapping[str, object]) -> _Clauses:
    bits, group = q.get("bits", q.get("w_bit", 4)), q.get("group_size", q.get("q_group_size", 128))
    return [(_integer(bits, group, bool(q.get("zero_point", True))), LINEAR)]


def _gptq(q: Mapping[str, object]) -> _Clauses:
    # A zero point is stored whether or not it is used.
    return [(_integer(q.get("bits"), q.get("group_size", 128), True), LINEAR)]


def _bitsandbytes(q: Mapping[str, object]) -> _Clauses:
    if q.get("load_in_8bit") or q.get("_load_in_8bit"):
        return [("int8", LINEAR)]
    return [("nf4-double" if q.get("bnb_4bit_use_double_quant") else "nf4", LINEAR)]


def _modelopt(q: Mapping[str, object]) -> _Clauses:
    algorithm = str(q.get("quant_algo", "")).upper()
    if algorithm in ("NVFP4", "W4A16_NVFP4", "NVFP4_AWQ"):
        return [("nvfp4", LINEAR)]
    if algorithm in ("FP8", "FP8_PER_CHANNEL_PER_TOKEN"):
        return [("fp8", LINEAR)]
    if algorithm == "FP8_PB_WO":
        return [("fp8-128x128", LINEAR)]
    if algorithm in ("W4A16_AWQ", "W4A8_AWQ", "INT4_AWQ"):
        return [(_integer(4, q.get("group_size", 128), False), LINEAR)]
    groups = q.get("config_groups")
    if isinstance(groups, Mapping):
        return _compressed(q)
    raise ValueError(f"quant_algo is {algorithm[:40]!r}: not known")


def _compressed(q: Mapping[str, object]) -> _Clauses:
    """The groups of compressed-tensors: each with targets and the arguments of its weights."""
    groups = q.get("config_groups")
    if not isinstance(groups, Mapping) or not groups:
        raise ValueError("config_groups is missing: nothing says how weights are packed")
    found = []
    for group in list(groups.values())[:64]:
        weights = group.get("weights") if isinstance(group, Mapping) else None
        if isinstance(weights, Mapping):
            targets = group.get("targets")
            found.append((_weights(weights), _targets(targets if isinstance(targets, list) else ["Linear"])))
    return found


def _targets(targets: list[object]) -> tuple[str, ...]:
    if "Linear" in targets:
        return LINEAR
    parts = meant(targets).parts
    return tuple(part for part in (*LINEAR, "head", "embedding", "router", "encoder") if part in parts)


def _weights(w: Mapping[str, object]) -> str:
    bits, group, strategy = w.get("num_bits"), w.get("group_size"), str(w.get("strategy"))
    if str(w.get("type")) != "float":
        return _integer(bits, group if strategy in ("group", "tensor_group", "None") else None, not w.get("symmetric", True))
    if bits == 4:
        return "mxfp4" if group == 32 else "nvfp4"
    if bits != 8:
        raise ValueError(f"bits is {str(bits)[:40]!r}: must be 4 or 8 of a floating-point format")
    if strategy == "block":
        block = w.get("block_structure")
        return f"fp8-{_block([int(side) for side in block.split('x') if side.isdecimal()] if isinstance(block, str) else block)}"
    return "mxfp8" if strategy == "group" and group == 32 else "fp8"


_METHODS: Mapping[str, Callable[[Mapping[str, object]], _Clauses]] = {
    "fp8": _fp8,
    "fbgemm-fp8": _fp8,
    "compressed-tensors": _compressed,
    "awq": _awq,
    "gptq": _gptq,
    "auto-round": _gptq,
    "mxfp4": lambda q: [("mxfp4", ("experts",))],
    "modelopt": _modelopt,
    "modelopt-fp4": _modelopt,
    "bitsandbytes": _bitsandbytes,
}
