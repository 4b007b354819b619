"""A step of data-parallel training."""

from collections.abc import Mapping
from typing import ClassVar

from formulas import memory, overlap, training
from formulas.catalogue import accelerators
from formulas.steps import Chain
from instruments.frame.inputs import About, Amount, Count, OneOf
from instruments.frame.model import Model
from instruments.frame.result import Result, Row, table


class Step(Result):
    """What one step takes."""

    groups: ClassVar = {"work": "The work", "time": "The time"}
    rows = table(
        Row("gradient_bytes", "Gradients", "B", "work", "What each device holds when its backward pass ends."),
        Row("step_flop", "Arithmetic of a step", "FLOP", "work", "Forward and backward, on one device."),
        Row("compute_time", "Computing", "s", "time", "At the dense peak."),
        Row("reduce_time", "Adding up", "s", "time", "A ring over all devices."),
        Row("reduce_time_doubled", "Adding up, twice the devices", "s", "time", "It hardly grows: a ring is bound by its slowest link."),
    )


class Overlap(Model):
    """Batch, model, devices."""

    parameters = Amount(default=8e9, bounds=(1e6, 1e13), softbounds=(1e8, 1e12), label="Parameters", doc="Of the model.",
                        about=About(scale="log", landmarks={"Llama 3 8B": 8e9, "70B": 70e9}))
    tokens = Count(default=8192, bounds=(1, 1 << 24), softbounds=(512, 1 << 20), label="Batch", doc="Tokens on each device.",
                   about=About(unit="tokens", scale="log2", fine=0.25, binary=True))
    devices = Count(default=64, bounds=(2, 100_000), softbounds=(2, 4096), label="Devices", doc="That share the batch.")
    precision = OneOf(default="bf16", objects={"BF16": "bf16", "FP8": "fp8"}, label="Precision", doc="Of the products.")

    def evaluate(self, values: Mapping[str, object]) -> Step:
        """One step on H100s joined by 400 Gbit/s each."""
        card, c = accelerators()["h100-sxm"], Chain()
        c.step("step_flop", training.training_flop, parameters=values["parameters"], tokens=values["tokens"])
        c.step("gradient_bytes", memory.weight_bytes, parameters=values["parameters"], bits=16)
        c.step("compute_time", overlap.arithmetic_time, compute=c.step_flop, peak=card.peak(values["precision"]))
        for name, devices in (("reduce_time", values["devices"]), ("reduce_time_doubled", 2 * values["devices"])):
            c.step(name, overlap.ring_all_reduce_time, message=c.gradient_bytes, bandwidth=50e9, devices=devices)
        return Step(values, c)
