"""A configuration as one short word that a link can carry, and back: only what its description rests on is kept.

The word is the JSON of these keys without spaces, deflated, in the letters of an address.  What comes from a link may be anything: what
swells to more than a configuration may have, or is none, is refused with a sentence.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import count

from formulas.caching import shared_lately
from formulas.model.description import Description
from formulas.model.reader import MOST_BYTES, loads, read
from formulas.untrusted import read_json

LONGEST = 3000
"""Characters of a packed configuration at most: a link has room for it beside the rest of a design."""
_RAW = -zlib.MAX_WBITS
_NO_WORD = "the packed configuration is damaged: must be whole, as the page or the command line wrote it"
# So many keys are tried without: more than any configuration has.
_MOST_TRIED = 1500


def pack(text: str | bytes, name: str = "") -> str:
    """Return the ``config.json`` of a model as one word; ``name`` is what the model is called where the file does not say it.

    Raises
    ------
    ValueError
        If the text is no configuration, as :func:`formulas.model.reader.loads` says, or what matters of it is too long for a link.

    Examples
    --------
    >>> word = pack('{"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100,'
    ...             ' "intermediate_size": 256, "rope_theta": 10000}')
    >>> len(word), float(unpacked(word).layers)
    (130, 2.0)
    """
    described = loads(text, name)
    config = read_json(text if isinstance(text, str) else text.decode("utf-8-sig"))
    if described.name:
        config = {**config, "_name_or_path": described.name}
    kept = _without_idle(config, lambda fewer: _same(fewer, described), count(1))
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    packed = packer.compress(json.dumps(kept, separators=(",", ":"), ensure_ascii=False).encode()) + packer.flush()
    word = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(word) > LONGEST:
        raise ValueError(f"the configuration takes {len(word)} characters in a link: must take at most {LONGEST}")
    return word


def unfold(word: str) -> str:
    """Return the JSON that a word packs.

    Raises
    ------
    ValueError
        If the word is damaged, too long, or swells to more than a configuration may have.
    """
    if len(word) > LONGEST:
        raise ValueError(f"the packed configuration has {len(word)} characters: must have at most {LONGEST}")
    try:
        packed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        opener = zlib.decompressobj(_RAW)
        text = opener.decompress(packed, MOST_BYTES).decode()
    except (binascii.Error, zlib.error, ValueError):
        raise ValueError(_NO_WORD) from None
    if not opener.eof or opener.unused_data:
        raise ValueError(_NO_WORD)
    return text


@shared_lately
def unpacked(word: str) -> Description:
    """Return the description of the model whose configuration a word packs.

    Raises
    ------
    ValueError
        If the word is damaged, or what it packs is no configuration.
    """
    return loads(unfold(word))


def _same(config: Mapping[str, object], described: Description) -> bool:
    try:
        return read(config) == described
    except ValueError:
        return False


def _without_idle(table: Mapping[str, object], same: Callable[[Mapping[str, object]], bool], tried: Iterator[int]) -> dict[str, object]:
    """The table without the keys, in it and in the tables within it, that change nothing."""
    kept = dict(table)
    for key, value in table.items():
        if next(tried) > _MOST_TRIED:
            break
        rest = {name: other for name, other in kept.items() if name != key}
        if same(rest):
            del kept[key]
        elif isinstance(value, Mapping):
            kept[key] = _without_idle(value, lambda inner, key=key, rest=rest: same({**rest, key: inner}), tried)
    return kept
