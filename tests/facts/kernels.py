"""Group K, chips and kernels: ridges, intensities of layers, speeds of published kernels and machines, against their equations."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import roofline, training
from formulas.catalogue import Accelerator, accelerators
from formulas.kernels import levels, pointwise, products

from .case import Case


def _card(fact: Mapping) -> Accelerator:
    return accelerators()[fact["inputs"]["card"]]


def _product(fact: Mapping) -> float:
    """Intensity of a product of matrices of FP16."""
    sizes = fact["inputs"]["m"], fact["inputs"]["n"], fact["inputs"]["k"]
    return float(products.arithmetic_intensity(products.product_flop(*sizes), products.product_bytes(*sizes, 2)))


def _pointwise(fact: Mapping) -> float:
    """Intensity of so many operations on each number that is read once, with one that is written."""
    work = pointwise.pointwise_flop(1e6, fact["inputs"]["operations"])
    return float(products.arithmetic_intensity(work, pointwise.pointwise_bytes(1e6, 1, 1)))


def _peak(fact: Mapping) -> float:
    """The flat part of the roofline in TFLOP/s."""
    row = _card(fact)
    peak, bandwidth = row.peak(fact["inputs"]["precision"]), row.bandwidth_bytes_per_s
    return float(roofline.attainable(roofline.ridge_point(peak, bandwidth), peak, bandwidth)) / 1e12


def _slope(fact: Mapping) -> float:
    """The slope of the roofline in GB/s."""
    row = _card(fact)
    return float(roofline.attainable(1, row.peak("bf16"), row.bandwidth_bytes_per_s)) / 1e9


def _share(fact: Mapping) -> float:
    row = _card(fact)
    return float(training.model_flops_utilisation(fact["inputs"]["flop_per_s"], 1, 1, row.peak("bf16")))


def _days(fact: Mapping, compute: float) -> float:
    """Days that all cards together take."""
    i = fact["inputs"]
    hours = training.accelerator_hours(compute, _card(fact).peak(i["precision"]), i["utilisation"])
    return float(hours) / i["cards"] / training.HOURS_PER_DAY


def cases() -> list[Case]:
    """Every prediction of these facts."""
    intensity, bound, mfu = "kernels.products.arithmetic_intensity", "roofline.attainable", "training.model_flops_utilisation"
    hours = "training.accelerator_hours"
    return [
        Case("K001", "roofline.ridge_point",
             lambda fact: roofline.ridge_point(_card(fact).peak("fp16"), _card(fact).bandwidth_bytes_per_s)),
        *(Case(f"K{i:03d}", intensity, _product) for i in range(2, 6)),
        *(Case(name, intensity, _pointwise) for name in ("K006", "K007")),
        *(Case(name, mfu, _share, digit=0.01) for name in ("K008", "K009")),
        *(Case(name, bound, _peak, "bound") for name in ("K010", "K011", "K013", "K014")),
        Case("K012", bound, _slope, "bound"),
        Case("K015", "kernels.levels.energy_efficiency", lambda fact: levels.energy_efficiency(
            fact["inputs"]["flop_per_s"], fact["inputs"]["W"]) / 1e9),
        Case("K016", hours, lambda fact: _days(fact, fact["inputs"]["flop"]), note="Printed as four days.", counts=False),
        Case("K017", hours, lambda fact: fact["inputs"]["days"] / _days(fact, 1), inverse=True, counts=False),
    ]  # fmt: skip
