"""What is told of a described model as one number each: its parts added up, and what a batch reads of its weights."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_PARTS = {"tables": r"N_{\mathrm{tab}}", "mixing": r"N_{\mathrm{mix}}", "feeding": r"N_{\mathrm{ff}}", "routed": r"N_{\mathrm{exp}}",
          "beside": r"N_{\mathrm{rest}}"}  # fmt: skip


@equation(
    symbol="N",
    latex=r"«tables» + «mixing» + «feeding» + «routed» + «beside»",
    symbols=_PARTS,
    trust="exact",
    source="kaplan2020",
    locator="table 1",
    validity="Every tensor of the checkpoint, further heads and encoders among them; of one token the experts that it is sent to, both"
    " embeddings, and neither further heads nor encoders.",
    slips="A name is no count: Llama 3 8B has 8.03 billion parameters, and published totals of mixtures often leave out further heads.",
)
def counted_parameters(tables, mixing, feeding, routed, beside):
    """Parameters of a model, counted by part.

    Parameters
    ----------
    tables : array_like [parameter]
        Embeddings of tokens and positions, and the head where it is a matrix of its own.
    mixing : array_like [parameter]
        Attention, what stands in its place, and indexers.
    feeding : array_like [parameter]
        MLPs, shared experts and routers.
    routed : array_like [parameter]
        Routed experts.
    beside : array_like [parameter]
        Norms, biases, what widens the stream, further heads and encoders.

    Returns
    -------
    parameters : array [parameter]
        All of them.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(counted_parameters(1.05e9, 1.34e9, 5.64e9, 0, 2.7e5)) / 1e9
    8.03027

    References
    ----------
    Kaplan et al. 2020, table 1.
    """
    check.not_negative(tables=tables, mixing=mixing, feeding=feeding, routed=routed, beside=beside)
    return tables + mixing + feeding + routed + beside


@equation(
    symbol="N",
    latex=r"«tables» + «mixing» + «feeding» + «routed» + «beside»",
    symbols=_PARTS,
    trust="estimate",
    source="kaplan2020",
    locator="table 1",
    band=Band(0.5, 2.0, "A judgement: what a key that nobody understood stands for may be a norm or half of the model."),
    validity="A configuration of which some keys were not understood: what they add or take away is not counted.",
)
def guessed_parameters(tables, mixing, feeding, routed, beside):
    """Parameters of a model whose configuration was not wholly understood.

    Parameters
    ----------
    tables : array_like [parameter]
        Embeddings of tokens and positions, and the head where it is a matrix of its own.
    mixing : array_like [parameter]
        Attention, what stands in its place, and indexers.
    feeding : array_like [parameter]
        MLPs, shared experts and routers.
    routed : array_like [parameter]
        Routed experts.
    beside : array_like [parameter]
        Norms, biases, what widens the stream, further heads and encoders.

    Returns
    -------
    parameters : array [parameter]
        All that are known of.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(guessed_parameters(1e9, 1e9, 5e9, 0, 0))
    7000000000.0

    References
    ----------
    Kaplan et al. 2020, table 1.
    """
    return counted_parameters(tables, mixing, feeding, routed, beside)


@equation(
    symbol=r"\bar{b}_{q}",
    latex=r"\frac{8\,«packed_bytes»}{«packed»}",
    symbols={"packed_bytes": "W_{q}", "packed": "N_{q}"},
    trust="calibrated",
    source="llama-cpp",
    band=Band(0.99, 1.01, "Published files of such mixtures, whose bytes were counted by the same rules."),
    validity="A mixture that chooses a number format tensor by tensor, as the tool of llama.cpp does: by the role of the tensor,"
    " by its layer and by the length of its rows.",
    slips="Q4_K_M is not 4 bits: half of the values and of the matrices down are kept in 6, and the head too.",
)
def mixture_bits(packed_bytes, packed):
    """Bits of a parameter in the mean of a mixture by tensor.

    Parameters
    ----------
    packed_bytes : array_like [B]
        Bytes of the packed tensors, each in its own format.
    packed : array_like [parameter]
        Parameters in them.

    Returns
    -------
    bits : array [bit/parameter]
        Mean bits, scales included.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> round(float(mixture_bits(26.44e9, 46.7e9)), 2)
    4.53

    References
    ----------
    ggml-org 2026, llama.cpp, src/llama-quant.cpp.
    """
    check.positive(packed_bytes=packed_bytes, packed=packed)
    return 8 * packed_bytes / packed


@equation(
    symbol=r"W_{\mathrm{read}}",
    latex=r"«kept_bytes» + «expert_bytes» \cdot \frac{«touched»}{«experts»}",
    symbols={"kept_bytes": r"W_{\mathrm{all}}", "expert_bytes": r"W_{\mathrm{exp}}", "touched": r"n_{\mathrm{touched}}", "experts": "n"},
    trust="exact",
    source="deepseek2024v3",
    locator="section 2.1.2",
    validity="Each weight is read once, however many tokens pass. Of the embedding a token reads one row, of encoders and further heads"
    " nothing; where the head is the embedding, it is read whole.",
    slips="gpt-oss-120b takes 65 GB and one token of it reads 5: embeddings that are looked up are among what is not read.",
)
def touched_weight_bytes(kept_bytes, expert_bytes, touched, experts):
    """Bytes of weights that are read while tokens pass through a model together.

    Parameters
    ----------
    kept_bytes : array_like [B]
        Bytes of what every token is multiplied by.
    expert_bytes : array_like [B]
        Bytes of all routed experts; 0 for a dense model.
    touched : array_like [1]
        Experts of a layer that one of the tokens is sent to.
    experts : array_like [1]
        Routed experts of a layer.

    Returns
    -------
    read : array [B]
        Bytes read.

    Raises
    ------
    ValueError
        If experts are not positive, or another argument is negative or not finite.

    Examples
    --------
    >>> round(float(touched_weight_bytes(3e9, 61e9, 4, 128)) / 1e9, 1)
    4.9

    References
    ----------
    Follows from the parameter accounting in DeepSeek-AI 2024, section 2.1.2.
    """
    check.together(positive={"experts": experts}, not_negative={"kept_bytes": kept_bytes, "expert_bytes": expert_bytes, "touched": touched})
    return kept_bytes + expert_bytes * (touched / experts)


@equation(
    symbol="K",
    latex=r"«keys_and_values» + «latents» + «indexer_keys» + «kept_states»",
    symbols={"keys_and_values": r"K_{kv}", "latents": r"K_{c}", "indexer_keys": r"K_{i}", "kept_states": r"K_{s}"},
    trust="exact",
    source="ainslie2023",
    locator="section 2",
    validity="Windows, chunks and layers that share a cache are in the parts; each part takes the bytes of its own format. States of"
    " layers without attention do not grow with the sequence.",
)
def sequence_cache_bytes(keys_and_values, latents, indexer_keys, kept_states):
    """Bytes that one sequence keeps in the cache, by what they hold.

    Parameters
    ----------
    keys_and_values : array_like [B]
        Keys and values of attention.
    latents : array_like [B]
        Latents with their rotary keys.
    indexer_keys : array_like [B]
        Keys by which an indexer picks among the rows.
    kept_states : array_like [B]
        States of layers without attention, which do not grow.

    Returns
    -------
    cache : array [B]
        All of them.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(sequence_cache_bytes(0, 61 * 576 * 32768 * 8.5 / 8, 0, 0)) / 2**20
    1166.625

    References
    ----------
    Ainslie et al. 2023, section 2.
    """
    check.not_negative(keys_and_values=keys_and_values, latents=latents, indexer_keys=indexer_keys, kept_states=kept_states)
    return keys_and_values + latents + indexer_keys + kept_states


@equation(
    symbol="D",
    latex=r"«published»",
    symbols={"published": r"D_{\mathrm{pub}}"},
    trust="exact",
    source="hoffmann2022",
    locator="section 3",
    validity="A model that exists was trained on as much text as was published, or as you put in: no law makes it.",
)
def published_tokens(published):
    """Text that a model that exists was trained on.

    Parameters
    ----------
    published : array_like [token]
        Tokens as published.

    Returns
    -------
    tokens : array [token]
        The same.

    Raises
    ------
    ValueError
        If they are not positive and finite.

    Examples
    --------
    >>> float(published_tokens(15e12))
    15000000000000.0

    References
    ----------
    Hoffmann et al. 2022, section 3, which calls it D.
    """
    check.positive(published=published)
    return published
