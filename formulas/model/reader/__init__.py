"""A Hugging Face ``config.json`` as a description: what an engine makes of the file, read by the habits of its family.

A family that is not known is read by the keys that most share, and :attr:`~formulas.model.description.Description.unknown` tells what
was not understood.  What is no configuration of a decoder is refused with one sentence.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files

from formulas.caching import shared
from formulas.model.description import Description
from formulas.model.parameters import parameters
from formulas.model.quantization import read_form
from formulas.model.reader import classic, common, encoders, gemma, guessed, latent, others, recurrent
from formulas.model.reader.fields import Keys
from formulas.untrusted import read_json

MOST_BYTES = 1_000_000
"""The largest file that is read; configurations have a few kilobytes."""
_TEXTS = ("text_config", "llm_config", "language_config", "thinker_config")
_READERS: dict[str, Callable[[Keys], Description]] = {
    **classic.READERS, **latent.READERS, **recurrent.READERS, **gemma.READERS, **others.READERS,
}  # fmt: skip
_KNOWN = frozenset({*_READERS, *common.FAMILIES})
_CLASSES = {kind.replace("_", "").replace("-", "").lower(): kind for kind in sorted(_KNOWN)}
_ENDING = re.compile(r"(ForCausalLM|ForConditionalGeneration|LMHeadModel)$")
_LONGEST_KIND = 40
_OUTER = ("tie_word_embeddings", "num_nextn_predict_layers")
_WIDTHS = ("hidden_size", "n_embd", "n_embed", "d_model", "dim")
_KINDS = {list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number", type(None): "empty"}
_LONGEST_NAME = 200
_MOST_WITHIN = 4
_NOT_DECODERS = (
    "albert", "bart", "bert", "blip", "clip", "deberta", "distilbert", "electra", "longformer", "marian", "mbart", "mt5", "pegasus",
    "roberta", "siglip", "t5", "umt5", "vit", "wav2vec2", "whisper", "xlm-roberta",
)  # fmt: skip


def loads(text: str | bytes, name: str = "") -> Description:
    """Describe the model whose ``config.json`` this is the text of.

    Raises
    ------
    ValueError
        One sentence that says what is wrong: more than a megabyte, no JSON, no configuration of a language model.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"the configuration has {len(text)} bytes: must have at most {MOST_BYTES}")
    try:
        config = read_json(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except ValueError:
        raise ValueError("the text is no JSON: must be the config.json of a model, whole and unchanged") from None
    return read(config, name)


def read(config: object, name: str = "") -> Description:
    """Describe the model whose ``config.json`` holds this table.

    Parameters
    ----------
    config
        The table of the file, as JSON has it.
    name
        What to call the model; without it, as the file calls it.

    Raises
    ------
    ValueError
        One sentence that says what is wrong with which key.

    Examples
    --------
    >>> llama = {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
    ...          "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256}
    >>> read(llama).layers
    np.float64(32.0)
    """
    if not isinstance(config, Mapping):
        kind = _KINDS.get(type(config), "no table")
        raise ValueError(f"the configuration is {kind}: must be a table of keys, as config.json holds")  # noqa: TRY004 (what a person pasted)
    outer = Keys(config)
    _refuse_others(outer)
    table = _text_part(config)
    kind, guesses = _family(table, config)
    keys = Keys(_completed(table, config, kind))
    described, told = _described(kind, keys)
    encoder, uncounted = encoders.parameters(outer, described.d_model)
    unread = keys.unread() if table is config else (*keys.unread(), *outer.unread())
    called = name or outer.text("_name_or_path", "name_or_path")
    described = dataclasses.replace(described, name=called[:_LONGEST_NAME], encoder=encoder)
    form, strange = _form(config, described)
    return dataclasses.replace(described, form=form, unknown=(*guesses, *told, *described.unknown, *uncounted, *strange, *unread))


def _form(config: Mapping[str, object], described: Description) -> tuple[str | None, tuple[str, ...]]:
    """The checkpoint format in which the model ships; none where the file tells of one that is not known, with what it tells."""
    present = {part for part, number in parameters(described).items() if number}
    try:
        return read_form(config, present), ()
    except ValueError as error:
        return None, (f"quantization_config ({str(error)[:_LONGEST_NAME]})",)


def _refuse_others(keys: Keys) -> None:
    """Refuse what is a configuration, but of no decoder."""
    if "peft_type" in keys:
        raise ValueError("the configuration is that of an adapter (peft_type): must be that of the model which it adapts")
    if "_class_name" in keys or "_diffusers_version" in keys:
        raise ValueError("the configuration is that of a diffusion model: must be that of a language model")
    kind = keys.text("model_type")
    if keys.flag("is_encoder_decoder") or kind.split("_")[0] in _NOT_DECODERS:
        raise ValueError(
            f"the configuration is of the form {kind[:40] or 'encoder and decoder'}: must be that of a language model with a decoder alone"
        )


def _text_part(config: Mapping[str, object]) -> Mapping[str, object]:
    """The table of the language model: the configuration itself, or what it holds for the text beside images and sound."""
    for _ in range(_MOST_WITHIN):
        inner = next((config[key] for key in _TEXTS if isinstance(config.get(key), Mapping)), None)
        if inner is None:
            return config
        config = inner
    raise ValueError(f"the configuration has tables within tables ({', '.join(_TEXTS)}): must have at most {_MOST_WITHIN}")


def _family(table: Mapping[str, object], config: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """The family of the text part, the whole's where the part's is not known, or that of the class it names; and what was guessed."""
    own, whole = Keys(table).text("model_type"), Keys(config).text("model_type")
    if own in _KNOWN or whole in _KNOWN:
        return own if own in _KNOWN else whole, ()
    named = next((kind for part in (table, config) if (kind := _of_class(part.get("architectures")))), "")
    said = own or whole
    return (named, (f"model_type ({said[:_LONGEST_KIND] or 'none given'}: read as {named}, by its class)",)) if named else (said, ())


def _of_class(architectures: object) -> str:
    """The family of the class that a configuration names first, or nothing."""
    first = architectures[0] if isinstance(architectures, list) and architectures else None
    return _CLASSES.get(_ENDING.sub("", first).lower(), "") if isinstance(first, str) else ""


def _completed(table: Mapping[str, object], config: Mapping[str, object], kind: str) -> Mapping[str, object]:
    """The table with what it leaves out: what its class says, and what the whole configuration says of the embedding.

    A file may leave out sizes that are those of its class only inside another configuration, or beside those that it has.
    """
    nested = table is not config
    outer = {key: config[key] for key in _OUTER if config.get(key) is not None} if nested else {}
    named = nested or any(table.get(key) is not None for key in _WIDTHS)
    return {**(_defaults().get(kind, {}) if named else {}), **outer, **table, "model_type": kind}


@shared
def _defaults() -> Mapping[str, Mapping[str, int]]:
    """What the class of a family says for a key that a file leaves out."""
    return json.loads(files("formulas.data").joinpath("config_defaults.json").read_text())["families"]


def _described(kind: str, keys: Keys) -> tuple[Description, tuple[str, ...]]:
    """The description by the habits of the family, or by common keys with a note that it was so."""
    keys.text("model_type")
    if (reader := _READERS.get(kind)) is not None:
        return reader(keys), ()
    if (family := common.FAMILIES.get(kind)) is not None:
        return common.read(keys, family), ()
    return guessed.read(keys, kind)
