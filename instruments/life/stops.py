"""The stops on the map of a model's life: what happens at each, which number of a design stands for it, and what to read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import frozen


@dataclass(frozen=True, kw_only=True)
class Published:
    """A number that somebody published, for a stop of which the chain of equations says nothing.

    Parameters
    ----------
    number, unit
        As it was printed.
    source
        Key of the bibliography.
    locator
        Where in it.
    """

    number: str
    unit: str
    source: str
    locator: str


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One box of the map.

    Parameters
    ----------
    id
        Its key: in addresses, in ids, and in what an instrument says that it explains.
    stratum
        Key of the stratum of the stack that it belongs to.
    title
        Its name, in the field's words.
    sentence
        What happens there.
    number
        The step of the Forge's chain, or of what follows from it here, whose figure stands for it; or a published number.
    caption
        What the number is.
    equations
        Ids of further equations that say something of it.
    sources
        Keys of the bibliography: what to read of it.
    """

    id: str
    stratum: str
    title: str
    sentence: str
    number: str | Published
    caption: str
    equations: tuple[str, ...] = ()
    sources: tuple[str, ...]


PATH = (
    Stop(
        id="data", stratum="models", title="Data", number="training_tokens", caption="to train on",
        sentence="Text and code are collected, filtered, freed of duplicates and cut into tokens.",
        equations=("scaling.tokens_per_parameter", "scaling.compute_optimal_parameters"),
        sources=("penedo2024", "grattafiori2024", "villalobos2024", "hoffmann2022"),
    ),
    Stop(
        id="pretraining", stratum="models", title="Pre-training", number="training_compute", caption="of arithmetic",
        sentence="Many cards together teach a network to predict the next token, for weeks.",
        equations=("training.accelerator_hours", "training.model_flops_utilisation"),
        sources=("kaplan2020", "brown2020", "hoffmann2022", "narayanan2021"),
    ),
    Stop(
        id="base", stratum="models", title="Base model", number="predicted_loss", caption="predicted loss",
        sentence="It continues any text, but answers nobody: it has learned to predict, not to help.",
        equations=("scaling.compute_optimal_parameters", "tiny.layers.attention"),
        sources=("besiroglu2024", "vaswani2017", "brown2020"),
    ),
    Stop(
        id="posttraining", stratum="models", title="Post-training", number="post_training", caption="of arithmetic, at InstructGPT's share",
        sentence="Good examples, and rewards for better answers, turn prediction into behaviour.",
        equations=("training.training_flop", "training.model_flops_utilisation"),
        sources=("ouyang2022", "rafailov2023", "deepseek2025r1", "grattafiori2024"),
    ),
    Stop(
        id="assistant", stratum="models", title="Assistant", number="total_parameters", caption="as many as before, with other values",
        sentence="It follows instructions. Before it is let out it is evaluated, and attacked on purpose.",
        equations=("transformer.approximate_parameters",),
        sources=("ouyang2022", "bai2022", "touvron2023llama2"),
    ),
    Stop(
        id="adapt", stratum="models", title="Adapt", number="adapter_bytes", caption="for each task, of rank 4 (LoRA)",
        sentence="A few extra weights fit the model to a task; all others stay as they are.",
        equations=("adaptation.adapter_parameters", "capacity.model_state_bytes", "transformer.attention_parameters"),
        sources=("hu2021", "dettmers2023"),
    ),
    Stop(
        id="compress", stratum="models", title="Compress", number="weight_bytes", caption="of weights",
        sentence="Fewer bits per weight, or a small model that learns from the large one.",
        equations=("memory.effective_bits",),
        sources=("hinton2015", "dettmers2022", "frantar2023", "lin2023"),
    ),
    Stop(
        id="serve", stratum="infrastructure", title="Serve", number="decode_ceiling_sharded", caption="at most, for one user",
        sentence="Cards read the prompt at once, then write token after token for many users.",
        equations=("serving.decode_step_time", "serving.time_to_first_token", "serving.cost_per_million_tokens"),
        sources=("pope2022", "kwon2023", "zheng2024", "austin2025"),
    ),
    Stop(
        id="application", stratum="applications", title="Application", number="concurrent_users", caption="at once, on one replica",
        sentence="A program gives the model tools, documents and a task, and people use it.",
        equations=("serving.cost_per_million_tokens",),
        sources=("lewis2020", "yao2023"),
    ),
)
"""The way from the data to the application, in its order."""

RETURN = Stop(
    id="return", stratum="applications", title="Return path", number="data_share", caption="of all public text is in it",
    sentence="What people ask, prefer and correct becomes data for the next model.",
    equations=("repetition.unique_tokens",),
    sources=("villalobos2024", "ouyang2022", "shumailov2024"),
)  # fmt: skip
"""The way back from the application to the data."""

BRANCH = Stop(
    id="diffusion", stratum="models", title="Diffusion", caption="from noise to a picture: DDPM",
    number=Published(number="1,000", unit="steps", source="ho2020", locator="section 4"),
    sentence="Models of pictures and sound take noise away, step by step.",
    sources=("ho2020", "rombach2022", "peebles2023"),
)  # fmt: skip
"""What leaves the way after pre-training and comes back to it where models are served."""

SUBSTRATE = (
    Stop(
        id="chips", stratum="chips", title="Chips", number="training_fleet", caption="to train in time",
        sentence="Multiply matrices, as many at once as the run needs.",
        equations=("roofline.ridge_point", "roofline.attainable"),
        sources=("williams2009", "jouppi2023", "nvidia-h100"),
    ),
    Stop(
        id="memory", stratum="chips", title="Memory", number="kv_cache_per_user", caption="of cache per user",
        sentence="Holds the weights, and what has been read so far.",
        equations=("memory.kv_cache_bytes_per_token", "capacity.usable_bytes"),
        sources=("pope2022", "ainslie2023", "kwon2023"),
    ),
    Stop(
        id="network", stratum="infrastructure", title="Network", number="cards_per_replica", caption="work as one",
        sentence="Joins cards: each waits for what the others have computed.",
        equations=("memory.cache_copies",),
        sources=("narayanan2021", "rajbhandari2020", "zhao2025", "bekman2025network"),
    ),
    Stop(
        id="energy", stratum="energy", title="Energy", number="site_power", caption="while it trains",
        sentence="Every card draws it; cooling and conversion take their share.",
        equations=("energy.training_energy_kwh", "energy.training_carbon_kg", "energy.electricity_cost"),
        sources=("patterson2021", "luccioni2022", "eia2024"),
    ),
)  # fmt: skip
"""What all of it stands on."""

STOPS: Mapping[str, Stop] = frozen({stop.id: stop for stop in (*PATH, RETURN, BRANCH, *SUBSTRATE)})
"""Every stop by its key, in reading order."""
