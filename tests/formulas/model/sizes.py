"""Published sizes of checkpoint files, in decimal gigabytes, beside the shapes that their configurations give."""

from formulas.model.description import Attention, Description, Experts, Group, LatentAttention, Mlp


def dense(d_model, layers, heads, kv_heads, head_dim, d_ff, vocabulary, **more):
    attention = Attention(heads=heads, kv_heads=kv_heads, key_dim=head_dim, qkv_biases=more.pop("biases", False))
    groups = (Group(layers=layers, norms=more.pop("norms", 2), blocks=(attention, Mlp(width=d_ff))),)
    return Description(d_model=d_model, vocabulary=vocabulary, groups=groups, **more)


def mixture(d_model, layers, heads, kv_heads, head_dim, d_ff, vocabulary, experts, top_k, biases=False):
    attention = Attention(heads=heads, kv_heads=kv_heads, key_dim=head_dim, qkv_biases=biases, output_bias=biases, sinks=biases)
    routed = Experts(experts=experts, top_k=top_k, width=d_ff, biases=biases, router_biases=biases)
    return Description(d_model=d_model, vocabulary=vocabulary, groups=(Group(layers=layers, blocks=(attention, routed)),))


def kimi():
    """Kimi K2: one dense layer, 60 of 384 experts and a shared one."""
    attention = LatentAttention(heads=64, key_dim=128, rotary=64, value_dim=128, kv_rank=512, query_rank=1536)
    routed = Experts(experts=384, top_k=8, width=2048, shared=1, router_biases=True)
    groups = (Group(layers=1, blocks=(attention, Mlp(width=18432))), Group(layers=60, blocks=(attention, routed)))
    return Description(d_model=7168, vocabulary=163840, groups=groups)


MODELS = {
    "llama-2-7b": dense(4096, 32, 32, 32, 128, 11008, 32000),
    "llama-2-13b": dense(5120, 40, 40, 40, 128, 13824, 32000),
    "llama-3.1-8b": dense(4096, 32, 32, 8, 128, 14336, 128256),
    "llama-3.1-70b": dense(8192, 80, 64, 8, 128, 28672, 128256),
    "llama-3.1-405b": dense(16384, 126, 128, 8, 128, 53248, 128256),
    "qwen2.5-7b": dense(3584, 28, 28, 4, 128, 18944, 152064, biases=True),
    "qwen2.5-72b": dense(8192, 80, 64, 8, 128, 29568, 152064, biases=True),
    "gemma-7b": dense(3072, 28, 16, 16, 256, 24576, 256000, tied=True),
    "gemma-2-27b": dense(4608, 46, 32, 16, 128, 36864, 256000, tied=True, norms=4),
    "mixtral-8x7b": mixture(4096, 32, 32, 8, 128, 14336, 32000, 8, 2),
    "mixtral-8x22b": mixture(6144, 56, 48, 8, 128, 16384, 32768, 8, 2),
    "gpt-oss-20b": mixture(2880, 24, 64, 8, 64, 2880, 201088, 32, 4, biases=True),
    "gpt-oss-120b": mixture(2880, 36, 64, 8, 64, 2880, 201088, 128, 4, biases=True),
    "kimi-k2": kimi(),
}
_HF = "https://huggingface.co/"
_ISSUE = "public reports of what engines print"
GB, GIB = 1e9, 2**30
MIXED = {
    ("llama-2-7b", _HF + "tensorblock/Llama-2-7b-hf-GGUF/tree/main"): {
        "Q2_K": 2.53, "Q3_K_S": 2.95, "Q3_K_M": 3.3, "Q3_K_L": 3.6, "Q4_0": 3.83, "Q4_K_S": 3.86, "Q4_K_M": 4.08, "Q5_0": 4.65,
        "Q5_K_S": 4.65, "Q5_K_M": 4.78, "Q6_K": 5.53, "Q8_0": 7.16,
    },
    ("llama-3.1-70b", _HF + "mradermacher/Meta-Llama-3.1-70B-GGUF/tree/4bf0b3abe0faab5f812b7cdd52f38b9849b89022"): {
        "IQ3_XS": 29.3, "IQ3_S": 30.9, "IQ3_M": 31.9, "IQ4_XS": 38.3, "Q2_K": 26.4, "Q3_K_S": 30.9, "Q3_K_M": 34.3, "Q3_K_L": 37.1,
        "Q4_K_S": 40.3, "Q4_K_M": 42.5, "Q5_K_S": 48.7, "Q5_K_M": 49.9,
    },
    ("llama-3.1-70b", _HF + "lmstudio-community/Meta-Llama-3-70B-Instruct-GGUF/tree/f87f2d3b10678088f6c4bfee544fd1121a053d59"): {
        "IQ1_M": 16.8, "IQ2_XS": 21.1,
    },
    ("mixtral-8x7b", _HF + "mradermacher/Mixtral-8x7B-v0.1-GGUF/tree/main"): {
        "IQ3_XS": 19.4, "IQ3_S": 20.4, "IQ3_M": 21.4, "IQ4_XS": 25.4, "Q2_K": 17.3, "Q3_K_S": 20.4, "Q3_K_M": 22.5, "Q3_K_L": 24.2,
        "Q4_K_S": 26.7, "Q4_K_M": 28.4, "Q5_K_S": 32.2, "Q5_K_M": 33.2,
    },
    ("mixtral-8x7b", _HF + "TheBloke/Mixtral-8x7B-v0.1-GGUF/tree/218bf63cfa685d6f713305dbb3cfdb51e9cea695"): {
        "gguf-q3_k_m-apart": 20.4, "gguf-q4_k_m-apart": 26.4, "Q4_0": 26.4, "gguf-q5_k_m-apart": 32.2, "Q6_K": 38.4,
    },
    ("mixtral-8x22b", _HF + "bartowski/Mixtral-8x22B-v0.1-GGUF"): {
        "IQ3_XS": 58.22, "IQ3_S": 61.49, "IQ3_M": 64.49, "IQ4_XS": 76.35, "Q2_K": 52.1, "Q3_K_S": 61.49, "Q3_K_M": 67.78, "Q3_K_L": 72.57,
        "Q4_K_S": 80.47, "Q4_K_M": 85.58, "Q5_K_S": 96.97, "Q5_K_M": 99.96,
    },
    ("gemma-7b", _HF + "bartowski/gemma-1.1-7b-it-GGUF/tree/977053969545d1abfe364d0161f37e0de22fa54a"): {
        "IQ3_S": 3.98, "IQ3_M": 4.11, "IQ4_XS": 4.81, "Q2_K": 3.48, "Q3_K_S": 3.98, "Q3_K_M": 4.37, "Q3_K_L": 4.71, "Q4_0": 5.01,
        "Q4_K_S": 5.05, "Q4_K_M": 5.33, "Q5_0": 5.98, "Q5_K_S": 5.98, "Q5_K_M": 6.14, "Q6_K": 7.01,
    },
    ("gemma-2-27b", _HF + "bartowski/gemma-2-27b-it-GGUF/commit/6c5900b1bd83e68cf0284af9c38e1866f1f9d3bc"): {"Q6_K": 22.34, "Q8_0": 28.93},
}  # fmt: skip
"""Mixtures by tensor, by model and page: gigabytes of a file."""
PACKED = [
    ("gpt-oss-120b", "mxfp4-experts", 65.2, GB, _HF + "openai/gpt-oss-120b/tree/main/original"),
    ("gpt-oss-20b", "mxfp4-experts", 13.8, GB, _HF + "openai/gpt-oss-20b/tree/main/original"),
    ("llama-3.1-405b", "fp8-mlp", 487, GB, _ISSUE),
    ("llama-3.1-8b", "fp8-linear", 5 + 4.08, GB, _HF + "nvidia/Llama-3.1-8B-Instruct-FP8/tree/main"),
    ("qwen2.5-72b", "awq", 41.5, GB, _ISSUE),
    ("qwen2.5-7b", "awq", 4.48 + 1.09, GB, _HF + "mzayed/Qwen2.5-7B-Instruct-1M-AWQ/tree/main"),
    ("llama-2-13b", "gptq", 7.26, GB, _HF + "TheBloke/Llama-2-13B-GPTQ/blob/10839d20e057aa6750edcf92da57c9fe11868599"),
    ("llama-2-13b", "int4-g32z@linear,fp16", 8.0, GB, _HF + "TheBloke/Llama-2-13B-chat-GPTQ/blob/765f262ca4101faca7c65faf871d6ded72b60dbf"),
    ("llama-2-13b", "int8-groups", 13.7, GB, _HF + "TheBloke/Llama-2-13B-chat-GPTQ/blob/0e8ccf13c5cea5cf8dbbe7bd98f4140697876fc9"),
    ("mixtral-8x7b", "gguf-q4_k_m-apart", 26.44, GB, _ISSUE),
    # Cards that write GB and count in 2**30 bytes: 140 "GB" of BF16 became 40, and Kimi K2.6, of K2's shape, takes about 555.
    ("llama-3.1-70b", "nvfp4-linear", 40, GIB, _HF + "PiehSoft/DeepSeek-R1-Distill-Llama-70B-NVFP4"),
    ("kimi-k2", "int4-experts", 555, GIB, _HF + "gratex/Kimi-K2.6-REAM-25"),
]
"""Formats by part: model, format, size, what it is counted in, and the page."""
