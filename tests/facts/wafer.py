"""Yield, dies, defects, memory stacks and areas of dies, against the formulas and catalogues of the wafer."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.wafer import cost, dies, memory_stacks, yields
from formulas.wafer.catalogue import dies as made
from formulas.wafer.catalogue import processes

from .case import Case

_SQUARE_MILLIMETRES = 100  # in a square centimetre


def _of(fact: Mapping) -> float:
    """Mean of killing defects of the die that a fact is about."""
    inputs = fact["inputs"]
    area = inputs.get("area_mm2", inputs.get("area_cm2", 0) * _SQUARE_MILLIMETRES)
    return yields.killing_defects(inputs["D0_per_cm2"], 1, area)


def _dies(formula) -> object:
    def predict(fact: Mapping) -> float:
        return formula(10 * fact["inputs"]["wafer_cm"], fact["inputs"]["area_cm2"] * _SQUARE_MILLIMETRES)

    return predict


def _layered(fact: Mapping) -> float:
    """The book's density is that of one layer of several."""
    layers = fact["inputs"]["N"]
    return cost.good_dies(fact["inputs"]["dies"], yields.bose_einstein_yield(layers * _of(fact), layers))


def _stack(fact: Mapping) -> float:
    return memory_stacks.stacks_bandwidth(1, fact["inputs"]["pins"], fact["inputs"]["gbps"] * 1e9) / 1e9


def cases() -> list[Case]:
    """Every prediction."""
    return [
        Case("G001", "wafer.yields.murphy_yield", lambda fact: yields.murphy_yield(_of(fact))),
        Case("G003", "wafer.catalogue.processes", lambda _: processes()["5nm"].defects_per_cm2, part="least"),
        Case("G004", "wafer.catalogue.processes", lambda _: processes()["7nm"].defects_per_cm2),
        Case("G006", "wafer.yields.poisson_yield", lambda fact: yields.poisson_yield(_of(fact))),
        Case("G008", "wafer.dies.flynn_dies", _dies(dies.flynn_dies)),
        Case(
            "G008", "wafer.dies.gross_dies", _dies(dies.gross_dies),
            miss="Another formula than the book's: it takes more away for the rim.",
        ),
        Case("G009", "wafer.dies.gross_dies", _dies(dies.gross_dies)),
        Case(
            "G011", "wafer.yields.bose_einstein_yield", _layered,
            miss="A misprint: the density that is stated gives 81, and 120 needs 0.031 for each layer.",
        ),
        Case("G057", "wafer.memory_stacks.stacks_bandwidth", _stack),
        Case("G058", "wafer.memory_stacks.stacks_bandwidth", _stack),
        Case("W001", "wafer.yields.murphy_yield", lambda fact: yields.murphy_yield(_of(fact)), digit=0.01),
        Case("W002", "wafer.dies.gross_dies", _dies(dies.gross_dies),
             miss="80% of what a wafer holds, and the source does not say what it takes off: so many would be good at 0.04 defects/cm2."),
        Case("W003", "wafer.cost.good_die_cost",
             lambda fact: cost.good_die_cost(processes()[fact["inputs"]["node"]].wafer_price_usd, fact["inputs"]["chips"])),
        *(Case(f"W{i:03d}", "wafer.memory_stacks.stacks_bandwidth", _stack) for i in range(4, 9)),
        Case("W009", "wafer.memory_stacks.stacks_bandwidth", lambda fact: _stack(fact) / 1000),
        Case("W010", "wafer.cost.chiplet_area", lambda fact: fact["inputs"]["chiplets"] * cost.chiplet_area(
            fact["inputs"]["area_mm2"], fact["inputs"]["chiplets"], fact["inputs"]["links"])),
        Case("D195", "wafer.catalogue.dies", lambda _: made()["h100"].die_area_mm2),
        Case("D196", "wafer.catalogue.dies", lambda _: made()["a100"].die_area_mm2),
    ]  # fmt: skip
