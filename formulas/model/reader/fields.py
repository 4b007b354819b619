"""The keys of a configuration, each read by its type and within bounds, with a record of which were read."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping

MOST = 10**9
"""No size of a model comes near it; what is larger is a slip or worse."""
MOST_LAYERS = 4096
_LONGEST_KEY, _LONGEST = 60, 40
_LONGEST_NUMBER = 10**1000
_MOST_TOLD = 20
# What says nothing about sizes: tokens, training, sampling, positions by rotation, numerics, how code is loaded.
_SILENT = re.compile(
    r"token_id|token_index|dropout|pdrop|init|^_|rope|rotary|eps$|epsilon|temperature|aux_loss|transformers_version|use_cache|^output_|return_"
    r"|id2label|label2id|beam|penalty|max_length|min_length|top_p|^top_k$|do_sample|pretraining_tp|ep_size|torchscript|pruned|task|problem_type"
    r"|prefix|bad_words|decoder_start|early_stopping|ngram|tokenizer|suppress|chunk_size|diversity|finetun|seq_aux|rescale|residual_in|jitter"
    r"|scaling|norm_topk|topk_method|topk_group|n_group|score_func|scoring_func|ignore_index|placeholder|softcap|z_loss|logit|attn_impl|^is_"
    r"|sinkhorn|alpha|beta|fp32|fused|kernels|template|_token$|swiglu|situ|gradient|limit|time_step|auto_map|architectures|dtype|act(ivation)?$"
    r"|act_fn|activation_function|hidden_activation|model_type|quantization|summary|scale|multiplier|altup_(active|coef|correct)|sparsity"
    r"|bidirectional|cross_attention|tie_encoder|use_mamba|associative|mamba_ssm|max_window|no_rope|partial|interleave|theta|clip"
    r"|parallel|router_act|renormalize|grouped_topk|expert_group|gate_lower|head_size_nope|mlp_hidden_act|overlap|num_logits|expand|std$"
    r"|interpolate_factor|spatial_merge|query_pre_attn|cache_impl|special_tokens|context_window|sink_size|original_max|qk_head_dim|qk_norm_type|full_attn_mod|norm_type|mlp_type"
    r"|text_config|llm_config|language_config|thinker_config|tie_word|elementwise|routing_bias|postnorm|latent_moe_use_norm"
    r"|mscale|residual_dtype|position_embedding_type|group_size|vision_|image|video|audio|mm_|language_model_only|flash|use_bfloat16|name$"
)


class Keys:
    """One table of a configuration; ``where`` is its path, for refusals."""

    def __init__(self, table: Mapping[str, object], where: str = "") -> None:
        self._table, self._where = table, where
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return self._table.get(key) is not None

    def _first(self, keys: tuple[str, ...]) -> tuple[str, object]:
        self._read.update(keys)
        return next(((key, self._table[key]) for key in keys if self._table.get(key) is not None), (keys[0], None))

    def _wrong(self, key: str, value: object, rule: str) -> ValueError:
        shown = "a number without end" if isinstance(value, int) and abs(value) > _LONGEST_NUMBER else reprlib.repr(value)
        return ValueError(f"{self._where}{key} is {shown if len(shown) <= _LONGEST else shown[:_LONGEST] + '...'}: must be {rule}")

    def _whole(self, key: str, value: object, least: int, most: int) -> int:
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if not numeric or not least <= value <= most or value != int(value):  # no number at all passes a comparison
            raise self._wrong(key, value, f"a whole number from {least} to {most}")
        return int(value)

    def number(self, *keys: str, default: int | None = None, least: int = 1, most: int = MOST, what: str = "") -> int:
        """The first of ``keys`` that is there, as a whole number; ``what`` it is called where there is none and no default."""
        key, value = self._first(keys)
        if value is None:
            if default is None:
                raise ValueError(f"the configuration has no {what or key} ({self._where}{' or '.join(keys)})")
            return default
        return self._whole(key, value, least, most)

    def size(self, *keys: str, default: int = 0) -> int:
        """A whole number that may be 0, or be left out."""
        return self.number(*keys, default=default, least=0)

    def fraction(self, key: str, default: float) -> float:
        """A number that need not be whole, above 0."""
        key, value = self._first((key,))
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST:
            raise self._wrong(key, value, f"a number above 0, at most {MOST}")
        return float(value)

    def flag(self, *keys: str, default: bool = False) -> bool:
        """The first of ``keys`` that is there, as true or false."""
        key, value = self._first(keys)
        if value is None:
            return default
        if not isinstance(value, bool) and value not in (0, 1):
            raise self._wrong(key, value, "true or false")
        return bool(value)

    def text(self, *keys: str, default: str = "") -> str:
        """The first of ``keys`` that is there, as text."""
        key, value = self._first(keys)
        if value is None:
            return default
        if not isinstance(value, str) or len(value) > MOST_LAYERS:
            raise self._wrong(key, value, "a text")
        return value

    def numbers(self, *keys: str, least: int = 0, most: int = MOST) -> list[int] | None:
        """A list of whole numbers (true and false count as 1 and 0), or None where there is none."""
        key, value = self._first(keys)
        if value is None:
            return None
        return [self._whole(key, int(item) if isinstance(item, bool) else item, least, most) for item in self._list(key, value)]

    def words(self, *keys: str) -> list[str] | None:
        """A list of texts, or None where there is none."""
        key, value = self._first(keys)
        if value is None:
            return None
        words = self._list(key, value)
        for word in words:
            if not isinstance(word, str):
                raise self._wrong(key, word, "a list of texts")
        return words

    def _list(self, key: str, value: object) -> list[object]:
        if not isinstance(value, list | tuple) or len(value) > MOST_LAYERS:
            raise self._wrong(key, value, f"a list of at most {MOST_LAYERS} entries")
        return list(value)

    def listed(self, key: str) -> bool:
        """Whether ``key`` holds a list."""
        return isinstance(self._table.get(key), list | tuple)

    def tables(self, key: str) -> list[Keys] | None:
        """A list of tables, or None where there is none."""
        _, value = self._first((key,))
        if value is None:
            return None
        found = self._list(key, value)
        for item in found:
            if not isinstance(item, Mapping):
                raise self._wrong(key, item, "a list of tables")
        return [Keys(item, f"{self._where}{key}.") for item in found]

    def inner(self, *keys: str) -> Keys | None:
        """The table under the first of ``keys`` that is there, or None."""
        key, value = self._first(keys)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self._wrong(key, value, "a table")
        return Keys(value, f"{self._where}{key}.")

    def names(self) -> list[str]:
        """The keys that hold tables."""
        return [key for key, value in self._table.items() if isinstance(value, Mapping)]

    def unread(self) -> tuple[str, ...]:
        """Keys that may say something about sizes and that nobody read, in the order of the file; at most a few, each cut short."""
        odd = [key for key, value in self._table.items() if self._tells(key, value)]
        told = tuple((self._where + key)[:_LONGEST_KEY] for key in odd[:_MOST_TOLD])
        return (*told, f"{len(odd) - _MOST_TOLD} more keys") if len(odd) > _MOST_TOLD else told

    def _tells(self, key: object, value: object) -> bool:
        if not isinstance(key, str) or key in self._read or _SILENT.search(key):
            return False
        return value is not None and value is not False and value not in (0, "", [], {}) and not isinstance(value, float)
