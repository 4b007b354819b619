"""Public models described by hand, from their configurations; what each is made of is told where it is used."""

import numpy as np

from formulas.model.description import (
    Attention,
    CompressedAttention,
    DeltaNet,
    Description,
    Experts,
    Group,
    Indexer,
    LatentAttention,
    Mamba1,
    Mamba2,
    Mlp,
    Weights,
)


def deepseek_v3(indexer: Indexer | None = None) -> Description:
    """DeepSeek-V3; with its indexer it is V3.2."""
    latent = LatentAttention(heads=128, key_dim=128, rotary=64, value_dim=128, kv_rank=512, query_rank=1536, indexer=indexer)
    experts = Experts(experts=256, top_k=8, width=2048, shared=1, router_biases=True)
    dense, mixed = (latent, Mlp(width=18432)), (latent, experts)
    # One more layer, with a matrix of the stream and the next token's embedding to one, and three norms; embedding and head are shared.
    module = Group(layers=1, blocks=(*mixed, Weights(multiplied=2 * 7168 * 7168)), norms=5)
    return Description(
        d_model=7168, vocabulary=129280, groups=(Group(layers=3, blocks=dense), Group(layers=58, blocks=mixed)), prediction=(module,)
    )


def deepseek_v32() -> Description:
    """DeepSeek-V3.2."""
    return deepseek_v3(Indexer(heads=64, dim=128, top_k=2048))


def gemma_3_27b() -> Description:
    """Gemma 3 27B's language model: one layer in six without a window."""

    def layers(number: int, window: float) -> Group:
        attention = Attention(heads=32, kv_heads=16, key_dim=128, qk_norm="head", window=window)
        return Group(layers=number, blocks=(attention, Mlp(width=21504)), norms=4)

    return Description(d_model=5376, vocabulary=262208, tied=True, groups=(layers(52, 1024), layers(10, np.inf)))


def qwen_35_27b() -> Description:
    """Qwen3.5-27B's language model: one layer in four attends, its queries doubled by a gate."""
    net = DeltaNet(key_heads=16, value_heads=48, key_dim=128, value_dim=128)
    attention = Attention(heads=24, kv_heads=4, key_dim=256, gate=256, qk_norm="head")
    mlp = Mlp(width=17408)
    groups = (Group(layers=48, blocks=(net, mlp)), Group(layers=16, blocks=(attention, mlp)))
    return Description(d_model=5120, vocabulary=248320, groups=groups, context=262144)


def qwen_3_next() -> Description:
    """Qwen3-Next-80B-A3B: as Qwen3.5, with a mixture whose shared expert has a gate."""
    net = DeltaNet(key_heads=16, value_heads=32, key_dim=128, value_dim=128)
    attention = Attention(heads=16, kv_heads=2, key_dim=256, gate=256, qk_norm="head")
    experts = Experts(experts=512, top_k=10, width=512, shared=1, shared_gate=True)
    groups = (Group(layers=36, blocks=(net, experts)), Group(layers=12, blocks=(attention, experts)))
    return Description(d_model=2048, vocabulary=151936, groups=groups)


def kimi_linear() -> Description:
    """Kimi-Linear-48B-A3B: 20 layers of delta attention, 7 latent; the first has an MLP."""
    net = DeltaNet(key_heads=32, value_heads=32, key_dim=128, value_dim=128, channelwise=True)
    latent = LatentAttention(heads=32, key_dim=128, rotary=64, value_dim=128, kv_rank=512)
    experts = Experts(experts=256, top_k=8, width=1024, shared=1, router_biases=True)
    groups = (
        Group(layers=1, blocks=(net, Mlp(width=9216))),
        Group(layers=19, blocks=(net, experts)),
        Group(layers=7, blocks=(latent, experts)),
    )
    return Description(d_model=2304, vocabulary=163840, groups=groups)


def gemma_3n_e4b() -> Description:
    """Gemma-3n-E4B's language model: the last 15 of 35 layers read caches of layers before them and make no keys and values.

    Each layer takes a vector of 256 for its token from a table of its own, and the stream is four wide (AltUp), with a
    low-rank path beside attention (Laurel).
    """
    d, inner, wide = 2048, 256, 4
    residual = Weights(multiplied=2 * d * inner + 2 * d * 64 + wide**2 + wide**3 + d * wide, vectors=d)

    def layers(number: int, window: float, caches: bool) -> Group:
        own = {"caches": caches, "projects_keys": caches, "projects_values": caches}
        attention = Attention(heads=8, kv_heads=2, key_dim=256, qk_norm="head", window=window, **own)
        # Four norms as in Gemma 3, and one each of Laurel, AltUp and the layer's own input.
        return Group(layers=number, blocks=(attention, Mlp(width=16384), residual), norms=7)

    extra = (Weights(multiplied=6 * d * d + 35 * d * inner, vectors=inner, looked_up=262144 * 35 * inner),)
    groups = (layers(16, 512, True), layers(4, np.inf, True), layers(12, 512, False), layers(3, np.inf, False))
    return Description(d_model=d, vocabulary=262400, tied=True, groups=groups, extra=extra)


def gemma_4_26b() -> Description:
    """Gemma-4-26B-A4B's language model: full layers have wider heads and keys for values, and every layer an MLP beside its mixture."""
    d = 2816
    # A scale per dimension and per expert before and after the router.
    routing = Weights(vectors=d + 128)

    def layers(number: int, attention: Attention) -> Group:
        experts = Experts(experts=128, top_k=8, width=704)
        return Group(layers=number, blocks=(attention, Mlp(width=2112), experts, routing), norms=7)

    near = Attention(heads=16, kv_heads=8, key_dim=256, window=1024, qk_norm="head")
    far = Attention(heads=16, kv_heads=2, key_dim=512, qk_norm="head", projects_values=False)
    return Description(d_model=d, vocabulary=262144, tied=True, groups=(layers(25, near), layers(5, far)))


def deepseek_v4_flash() -> Description:
    """DeepSeek-V4-Flash: two layers of windows alone, 21 with rows of 4 tokens and an indexer, 20 with rows of 128; a stream four wide."""
    d, wide = 4096, 4
    own = {"heads": 64, "dim": 512, "rotary": 64, "window": 128, "query_rank": 1024, "output_rank": 1024, "output_groups": 8, "sinks": True}
    mixing = (wide + 2) * wide
    residual = Weights(multiplied=2 * mixing * wide * d, vectors=2 * (mixing + 3))
    head = Weights(multiplied=wide * wide * d, vectors=wide + 1)

    def layers(number: int, routed: bool, **more: object) -> Group:
        # The first three layers send a token to experts by a table, without a bias per expert.
        experts = Experts(experts=256, top_k=6, width=2048, shared=1, router_biases=routed)
        return Group(layers=number, blocks=(CompressedAttention(**own, **more), experts, residual))

    picked = {"ratio": 4, "overlap": 2, "indexer": Indexer(heads=64, dim=128, top_k=512)}
    groups = (layers(2, False), layers(1, False, **picked), layers(20, True, **picked), layers(20, True, ratio=128))
    return Description(d_model=d, vocabulary=129280, groups=groups, extra=(head,))


def mamba_2() -> Description:
    """Mamba2-2.7B: 64 layers, a norm and a state space each."""
    state = Mamba2(heads=80, head_dim=64, groups=1, state=128)
    return Description(d_model=2560, vocabulary=50288, tied=True, groups=(Group(layers=64, blocks=(state,), norms=1),))


def jamba() -> Description:
    """Jamba v0.1: one layer in eight attends, every other has a mixture, the rest are state spaces with norms of their inputs."""
    state = Mamba1(inner=8192, state=16, rank=256, inner_norms=True)
    attention = Attention(heads=32, kv_heads=8, key_dim=128)
    mlp, experts = Mlp(width=14336), Experts(experts=16, top_k=2, width=14336)
    layers = ((12, (state, mlp)), (16, (state, experts)), (4, (attention, mlp)))
    groups = tuple(Group(layers=number, blocks=blocks) for number, blocks in layers)
    return Description(d_model=4096, vocabulary=65536, groups=groups)


def nemotron_3_super() -> Description:
    """Nemotron-3-Super-120B: every layer one block; experts of two matrices on a latent of 1,024."""
    state = Mamba2(heads=128, head_dim=64, groups=8, state=128)
    attention = Attention(heads=32, kv_heads=2, key_dim=128)
    experts = Experts(experts=512, top_k=22, width=2688, matrices=2, shared=1, shared_width=5376, latent=1024, router_biases=True)
    layers = ((40, state), (8, attention), (40, experts))
    groups = tuple(Group(layers=number, blocks=(block,), norms=1) for number, block in layers)
    return Description(d_model=4096, vocabulary=131072, groups=groups)


MODELS = (
    deepseek_v3, deepseek_v32, gemma_3_27b, qwen_35_27b, qwen_3_next, kimi_linear, gemma_3n_e4b, gemma_4_26b, deepseek_v4_flash,
    mamba_2, jamba, nemotron_3_super,
)  # fmt: skip
