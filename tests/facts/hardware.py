"""Groups D and G: data sheets, measured peaks, grids and power, against the catalogues."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import roofline
from formulas.catalogue import Accelerator, accelerators, grids

from .case import Case, facts

BY = "catalogue.accelerators"
CARDS = {
    "V100": "v100", "A100": "a100-80gb", "H100-SXM": "h100-sxm", "H100-PCIe": "h100-pcie", "H200": "h200",
    "B200": "b200", "B300": "b300", "GB300": "gb300", "L40S": "l40s", "RTX-4090": "rtx-4090", "MI250X": "mi250x", "MI300X": "mi300x",
    "TPU-v4": "tpu-v4", "TPU-v5e": "tpu-v5e", "Gaudi2": "gaudi-2", "Gaudi3": "gaudi-3", "Trainium2": "trainium-2",
}  # fmt: skip
_FIELDS = {
    "peak FP32 vector/matrix throughput (vendor table)": "peak_fp32_flop_per_s",
    "peak TF32 matrix throughput": "peak_tf32_flop_per_s",
    "peak BF16 matrix throughput": "peak_bf16_flop_per_s",
    "theoretical BF16 peak from clock x FMA x units x 2": "peak_bf16_flop_per_s",
    "peak FP16 tensor throughput": "peak_fp16_flop_per_s",
    "FP16 tensor throughput, FP32 accumulate": "peak_fp16_flop_per_s",
    "peak FP8 matrix throughput": "peak_fp8_flop_per_s",
    "peak INT8 matrix throughput": "peak_int8_flop_per_s",
    "peak FP4 matrix throughput": "peak_fp4_flop_per_s",
    "HBM/GDDR capacity": "memory_bytes",
    "memory bandwidth": "bandwidth_bytes_per_s",
    "HBM bandwidth": "bandwidth_bytes_per_s",
    "board/TDP power": "power_w",
    "TDP": "power_w",
    "scale-up link bandwidth per accelerator, one direction": "link_bytes_per_s",
}
_SI = {"TFLOP/s": 1e12, "TOP/s": 1e12, "GB": 1e9, "TB/s": 1e12, "GB/s": 1e9, "B/s": 1.0, "W": 1.0}
_MEASURED = {
    "measured maximum achievable matmul throughput, BF16": "peak_bf16_flop_per_s",
    "measured maximum achievable matmul throughput, FP8": "peak_fp8_flop_per_s",
}
# Where the catalogue follows another source than the fact, and why.
_DIFFERS = {
    "D006": "2.0 TB/s is rounded: NVIDIA's page prints 2,039 GB/s.",
    "D059": "Sources give 12.6 to 15 PFLOP/s; the catalogue follows the HGX page's 105 PFLOP/s over 8 cards.",
    "D062": "Sources give 1,000 to 1,400 W; the catalogue takes the highest, as power is an upper bound.",
    "D161": "8.1e11 B/s is rounded down: Google's page prints 819 GB/s.",
}
# The source of the facts doubts these itself, and the catalogue leaves them unknown.
_UNKNOWN = ("D058", "D068")
# NVIDIA's 2.0 TB/s is not worth a tenth of a terabyte: both readings are on its pages.
_PRINTED_FINELY = {"D006": 0.01, "D161": 1e9}


def card(fact: Mapping) -> Accelerator:
    """The catalogue's row of the card that a fact is about."""
    return accelerators()[CARDS[fact["entity"]]]


def _data_sheet(fact: Mapping) -> float:
    return getattr(card(fact), _FIELDS[fact["quantity"]]) / _SI[fact["unit"]]


def _attainable(fact: Mapping) -> float:
    """The flat part of the roofline."""
    row = card(fact)
    peak = getattr(row, _MEASURED[fact["quantity"]])
    return roofline.attainable(roofline.ridge_point(peak, row.bandwidth_bytes_per_s), peak, row.bandwidth_bytes_per_s) / 1e12


def _country(fact: Mapping) -> float:
    return grids()[fact["conditions"].lower()].kgco2e_per_kwh * 1000


def cases() -> list[Case]:
    """Every prediction of these groups."""
    found = []
    for name, fact in facts().items():
        if fact["group"] == "D" and fact["entity"] in CARDS and name not in _UNKNOWN:
            if fact["quantity"] in _FIELDS:
                found.append(Case(name, BY, _data_sheet, miss=_DIFFERS.get(name, ""), digit=_PRINTED_FINELY.get(name)))
            elif fact["quantity"] in _MEASURED:
                found.append(Case(name, "roofline.attainable", _attainable, "bound"))
        elif name in ("G046", "G047", "G048", "G054", "G055"):
            found.append(Case(name, "catalogue.grids", _country))
    sparse = [
        Case(name, BY, lambda row: 2 * card(row).peak_bf16_flop_per_s / 1e12, note="The catalogue's dense peak, doubled.")
        for name in ("D152", "D153")
    ]
    links = [
        Case(name, BY, lambda _, key=key: accelerators()[key].link_bytes_per_s / 1e9)
        for name, key in (("G064", "a100-80gb"), ("G065", "h100-sxm"))
    ]
    return [*found, *sparse, *links, Case("G056", "catalogue.grids", lambda _: grids()["usa-llama"].kgco2e_per_kwh)]
