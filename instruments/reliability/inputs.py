"""What a person decides about a run that fails now and then."""

from __future__ import annotations

from functools import partial

from formulas.reliability.failures import observed_mtbf
from formulas.reliability.published import causes, interruptions, runs
from instruments.forge import choices
from instruments.forge.model import Forge
from instruments.frame.inputs import About, Amount, Count, OneOf, OnlyIf
from instruments.frame.model import Model
from instruments.reliability.parts import hint
from instruments.reliability.taken import from_forge

STORAGES = {"Remote storage": "remote", "Neighbour's memory": "peer", "Disk, then remote": "local"}
MASTERS = {"FP32": "fp32", "None": "none"}
OPTIMIZERS = {
    "Adam in FP32": "adam", "Adam in BF16": "adam-bf16", "Adam in 8 bits": "adam-8bit", "One moment in FP32": "momentum", "None": "none",
}  # fmt: skip
RULES = {"Daly": "daly", "Young": "young", "Own": "own"}
PER_SERVER = 8

_of_run = partial(About, group="The run", folded=True)
_of_failures = partial(About, group="What fails", folded=True)
_of_storage = partial(About, group="Checkpoints", folded=True)
_of_data = partial(About, group="Data", folded=True)
_of_silent = partial(About, group="Silent errors", folded=True)

_START = from_forge(Forge())
_LLAMA = runs()["llama-3-405b"]


def _counted(part: str, per: float = 1.0) -> float:
    """Hours between failures of one card, or of what so many cards share, as Llama 3 counted them."""
    return round(float(observed_mtbf(_LLAMA.cards / per, _LLAMA.days * 24, interruptions(part))), -1)


class Inputs(Model):
    """A machine, its failures, its checkpoints and its spares."""

    cards = Count(
        default=_START["cards"], bounds=(1, 1_000_000), softbounds=(64, 1_000_000), label="Cards",
        doc="Cards that must all work for the run to go on; the Forge's training fleet until you move it.",
        about=About(
            hint="Twice the cards fail twice as often.", unit="cards", scale="log",
            landmarks={"OPT-175B": 992, "Llama 3": 16_384, "100 K": 100_000},
        ),
    )
    parameters = Amount(
        default=_START["parameters"], bounds=(1e3, 1e16), softbounds=(1e9, 1e13), label="Total parameters",
        doc="Of the model, every expert among them: what a checkpoint must hold. The Forge's until you move it.",
        about=About(
            unit="parameters", short="Parameters", says=hint, scale="log",
            landmarks={"7 B": 7e9, "405 B": 405e9, "2 T": 2e12},
        ),
    )
    storage = OneOf(
        default="remote", objects=STORAGES, label="Checkpoint storage",
        doc="Where training writes its checkpoints, and so how long it stands still for one.",
        about=About(hint="A near place takes less time; what stands on one server alone is not safe yet.", segmented=True),
    )
    rule = OneOf(
        default="daly", objects=RULES, label="Checkpoint interval",
        doc="How much work is done between two checkpoints: by Daly's rule, by Young's, or your own.",
        about=About(hint="Often costs writing; seldom costs lost work.", segmented=True),
    )
    interval = Amount(
        default=60.0, bounds=(0.01, 100_000), softbounds=(1, 1440), label="Own interval",
        doc="Work between two checkpoints; BLOOM saved every three hours.",
        about=About(
            unit="min", hint="Drag it across the lowest point of the curve.", scale="log", landmarks={"BLOOM": 180},
            only_if=OnlyIf("rule", ("own",), 60.0),
        ),
    )
    restart = Amount(
        default=10.0, bounds=(0, 10_000), softbounds=(0.5, 240), label="Restart time",
        doc="From a failure until work goes on: noticing it, swapping the machine, starting the job and reading the checkpoint. An "
        "estimate; OPT-175B's could take hours.",
        about=About(unit="min", hint="Every failure costs it, whatever the interval.", scale="log", landmarks={"15 min": 15, "2 h": 120}),
    )
    spares = Count(
        default=2, bounds=(0, 10_000), softbounds=(0, 40), label="Spare servers",
        doc="Servers that wait to take the place of broken ones; OPT-175B kept 12 beside 124, BLOOM 4 beside 48. Two are too few for the "
        "Forge's fleet as it comes.",
        about=About(hint="They are paid for and idle; without one the run waits for a repair.", scale="linear", fine=1, coarse=5),
    )
    days = Amount(
        default=_START["days"], bounds=(0.01, 3650), softbounds=(7, 365), label="Training duration",
        doc="How long the run lasts; the Forge's training duration until you move it.", about=_of_run(unit="days"),
    )
    draw = Count(
        default=1, bounds=(1, 1_000_000), softbounds=(1, 100), label="Draw",
        doc="Which run is drawn: another number is another run with the same chances.", about=_of_run(),
    )

    accelerator_mtbf = Amount(
        default=_counted("accelerators"), bounds=(10, 1e9), softbounds=(5000, 1e6), label="MTBF of a card",
        doc="Hours between failures of one card with its memory; 268 of Llama 3's 419 interruptions.", about=_of_failures(unit="h"),
    )
    host_mtbf = Amount(
        default=_counted("hosts", PER_SERVER), bounds=(10, 1e9), softbounds=(5000, 1e6), label="MTBF of a server",
        doc="Hours between failures of one server beside its cards; 21 of Llama 3's 419 interruptions.", about=_of_failures(unit="h"),
    )
    network_mtbf = Amount(
        default=_counted("network"), bounds=(10, 1e9), softbounds=(5000, 1e7), label="MTBF of a link",
        doc="Hours between failures of the network, for each card that it joins; 35 of Llama 3's 419.", about=_of_failures(unit="h"),
    )
    software_mtbf = Amount(
        default=_counted("software"), bounds=(10, 1e9), softbounds=(5000, 1e7), label="MTBF of software",
        doc="Hours between stops for software and unplanned maintenance, for each card; 95 of Llama 3's 419.",
        about=_of_failures(unit="h"),
    )
    cards_per_server = Count(
        default=PER_SERVER, bounds=(1, 1000), softbounds=(1, 72), label="Cards per server",
        doc="What is taken out when one card breaks.", about=_of_failures(unit="cards"),
    )
    repair = Amount(
        default=24.0, bounds=(0, 10_000), softbounds=(1, 240), label="Repair time",
        doc="Time that a broken server is away, for which a spare stands in. An estimate; cloud providers take hours to days.",
        about=_of_failures(unit="h"),
    )

    precision = OneOf(
        default=_START["precision"], objects={name.upper(): name for name in choices.TRAINING_PRECISIONS}, label="Training precision",
        doc="Format of the weights in a checkpoint; the Forge's training precision until you move it.",
        about=_of_storage(named=partial(choices.names_of, "training_precision")),
    )
    master = OneOf(
        default="fp32", objects=MASTERS, label="Master copy",
        doc="The weights once more, in the digits that the optimizer adds to; weights in 32 bits are their own.",
        about=_of_storage(segmented=True, only_if=OnlyIf("precision", ("bf16", "fp16", "fp8", "fp4"), "none")),
    )
    optimizer = OneOf(
        default="adam", objects=OPTIMIZERS, label="Optimizer state",
        doc="What the optimizer remembers of each parameter. Adam keeps two moments, mostly in FP32; DeepSeek-V3 in BF16. Others "
        "keep one. Gradients are not saved.",
        about=_of_storage(),
    )
    bytes_per_parameter = Amount(
        default=None, allow_None=True, bounds=(0.1, 64), softbounds=(2, 18), label="Bytes per parameter",
        doc="Of a checkpoint in all; empty adds up weights, master copy and optimizer state.",
        about=_of_storage(unit="B/parameter"),
    )
    fixed_time = Amount(
        default=1.0, bounds=(0, 10_000), softbounds=(0.1, 60), label="Fixed time of a checkpoint",
        doc="What a checkpoint takes however small it is: all cards come to rest and agree that it is whole. An estimate.",
        about=_of_storage(unit="s"),
    )
    local_bandwidth = Amount(
        default=25e9, bounds=(1e6, 1e13), softbounds=(1e9, 1e11), label="Disks of a server",
        doc="Rate at which the disks of one server take data. An estimate: eight fast disks take 25 to 50 GB/s.",
        about=_of_storage(unit="B/s"),
    )
    peer_bandwidth = Amount(
        default=50e9, bounds=(1e6, 1e13), softbounds=(1e9, 1e12), label="Network of a card",
        doc="Rate of the network card beside each card: 400 Gbit/s are 50 GB/s.", about=_of_storage(unit="B/s"),
    )
    remote_bandwidth = Amount(
        default=57.5e9, bounds=(1e6, 1e15), softbounds=(1e9, 1e13), label="Remote storage",
        doc="Rate at which the shared storage takes data: BLOOM measured 2.3 TB in 40 s; Llama 3's sustains 2 TB/s.",
        about=_of_storage(unit="B/s"),
    )

    tokens = Amount(
        default=_START["tokens"], bounds=(1, 1e18), softbounds=(1e11, 1e14), label="Training tokens",
        doc="Text that the run reads; the Forge's until you move it.", about=_of_data(unit="tokens"),
    )
    token_bytes = Amount(
        default=2.0, bounds=(0.1, 1e9), softbounds=(2, 4), label="Bytes of a token",
        doc="Of the number of a token: two below 65,536 words, four above.", about=_of_data(unit="B/token"),
    )
    copies = Count(default=3, bounds=(1, 100), softbounds=(1, 5), label="Copies of the data", doc="Copies kept.", about=_of_data())

    silent_mtbf = Amount(
        default=round(float(observed_mtbf(_LLAMA.cards, _LLAMA.days * 24, causes()["silent"].interruptions)), -3),
        bounds=(10, 1e12), softbounds=(1e5, 1e8), label="Time between silent errors",
        doc="Hours of one card between results that are wrong and not reported; Llama 3 found 6 in 54 days.", about=_of_silent(unit="h"),
    )
    check_time = Amount(
        default=1.0, bounds=(0.001, 10_000), softbounds=(0.1, 60), label="Time of a check",
        doc="Time to look for silent errors once, as by computing a step twice. An estimate.", about=_of_silent(unit="min"),
    )

    called = "Reliability"
