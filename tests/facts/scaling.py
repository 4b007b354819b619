"""Group C: scaling laws, their optima and their constants."""

from __future__ import annotations

import math
from collections.abc import Mapping

from formulas import mixtures, scaling, transformer
from formulas.scaling import LAWS

from .case import Case

_APPROACHES = {
    "1": ("C001", "C003", "C005", "C007", "C009"),
    "2": ("C010", "C012", "C014", "C016", "C018"),
    "3": ("C019", "C021", "C023", "C025", "C027"),
}
_TABLE_A4 = ("C052", "C054", "C056", "C057")
_TOO_LITTLE = dict.fromkeys((92, 100, 108), "Five tokens per parameter: warming up takes from half of the run to all of it.")
_ROUNDED = "The printed coefficients are rounded, so that their optimum is smaller, on more tokens, than in the paper's own table."


def optimum(law: str, compute: float) -> float:
    """Compute-optimal parameters by one law."""
    found = LAWS[law]
    if found.tokens_per_parameter:
        return float(scaling.fixed_ratio_parameters(compute, found.tokens_per_parameter))
    split = {name: value for name, value in found.coefficients.items() if name != "irreducible_loss"}
    return float(scaling.compute_optimal_parameters(compute, **split))


def exponent(law: str) -> float:
    """How the optimal size grows with compute, over six decades."""
    return math.log10(optimum(law, 1e25) / optimum(law, 1e19)) / 6


def _tokens_of_table(fact: Mapping) -> float:
    """C = 6ND closes the paper's own table."""
    i = fact["inputs"]
    return float(scaling.training_tokens(i["C_flops"], i["N"]))


def _tokens_of_law(law: str):
    return lambda fact: float(scaling.training_tokens(fact["inputs"]["C_flops"], optimum(law, fact["inputs"]["C_flops"])))


def _tokens_by_printed(fact: Mapping) -> float:
    """Tokens at the budget of the row, taken as 6ND because one of the rows misprints it."""
    compute = 6 * fact["inputs"]["N"] * fact["value"]
    return float(scaling.training_tokens(compute, optimum("hoffmann2022", compute)))


def _detailed_over_6nd(fact: Mapping) -> float:
    """Forward FLOP per token by part, times three, over 6N; embedding and logits left out as the printed ratios leave them."""
    i = fact["inputs"]
    width = i["heads"] * i["kv_size"]
    layer = transformer.attention_parameters(i["d_model"], i["heads"], i["heads"], i["kv_size"])
    layer += transformer.mlp_parameters(i["d_model"], i["ffw"], 2)
    forward = i["layers"] * transformer.linear_flop_per_token(layer)
    return float((forward + transformer.attention_flop_per_token(i["layers"], width, i["seq_len"])) / (2 * i["params"]))


def _tables() -> list[Case]:
    by = "scaling.training_tokens"
    closing = [
        Case(
            name,
            by,
            _tokens_of_table,
            miss="A misprint: the compute is ten times 1.26e24." if name == "C023" else "",
            digit={"C005": 1e11, "C014": 1e11, "C025": 1e11, "C010": 1e8}.get(name),
        )
        for names in _APPROACHES.values()
        for name in names
    ]
    ratio = [
        Case(name, "scaling.fixed_ratio_parameters", _tokens_of_law("twenty-to-one"), "band", "Tokens by the 20:1 rule.", inverse=True)
        for approach in ("1", "2")
        for name in _APPROACHES[approach]
    ]
    third = [
        Case(
            name,
            "scaling.compute_optimal_parameters",
            _tokens_by_printed,
            "band",
            "Tokens by the printed coefficients, which are rounded.",
            inverse=True,
        )
        for name in _APPROACHES["3"]
    ]
    return [*closing, *ratio, *third]


def _optima() -> list[Case]:
    by, ratio = "scaling.compute_optimal_parameters", "scaling.fixed_ratio_parameters"
    return [
        Case(
            "C047",
            "scaling.training_tokens",
            lambda row: scaling.training_tokens(row["inputs"]["C_flops"], row["inputs"]["params"]),
            digit=1e11,
        ),
        Case("C047", by, _tokens_of_law("besiroglu2024"), "band", "Tokens at the optimum of the 2024 refit.", inverse=True),
        Case("C048", by, lambda row: optimum("hoffmann2022", row["inputs"]["C_flops"]), "band", _ROUNDED),
        Case("C049", "scaling.training_tokens", _tokens_of_table, note="Table 3 of the same paper says 3.85e24 FLOP and 3.7 T tokens."),
        Case("C050", ratio, lambda row: optimum("twenty-to-one", row["inputs"]["C_flops"]), "band"),
        Case(
            "C058", by, lambda row: optimum("hoffmann2022", row["inputs"]["C_flops"]), "band", "Found on a grid of a sixteenth of a decade."
        ),
        Case("C059", by, _tokens_of_law("hoffmann2022"), "band", "Found on a grid of a sixteenth of a decade.", inverse=True),
    ]


def _constants() -> list[Case]:
    printed, refit = LAWS["hoffmann2022"], LAWS["besiroglu2024"]
    names = {
        "E": "irreducible_loss",
        "A": "parameter_coefficient",
        "B": "token_coefficient",
        "alpha": "parameter_exponent",
        "beta": "token_exponent",
    }
    refitted = {"C036": "A", "C038": "B", "C040": "E", "C042": "alpha", "C044": "beta"}
    by, slope, ratio = "scaling.loss", "scaling.compute_optimal_parameters", "scaling.fixed_ratio_parameters"
    coarse = "The printed exponents of the loss, 0.34 and 0.28, are rounded: they give 0.452 and 0.548."
    return [
        *(Case("C028", by, lambda _, name=name: getattr(printed, name), part=part, counts=False) for part, name in names.items()),
        *(Case(fact, by, lambda _, name=names[part]: getattr(refit, name), counts=False) for fact, part in refitted.items()),
        *(Case(fact, ratio, lambda _: exponent("twenty-to-one"), "band", part="a", counts=False) for fact in ("C029", "C030")),
        Case("C031", slope, lambda _: exponent("hoffmann2022"), part="a", miss=coarse, counts=False),
        Case("C031", slope, lambda _: 1 - exponent("hoffmann2022"), part="b", miss=coarse, counts=False),
        *(Case(fact, "transformer.linear_flop_per_token", _detailed_over_6nd) for fact in _TABLE_A4),
    ]


def _ratio(fact: Mapping) -> float:
    """Total over active parameters of so many experts of full size."""
    return 1 + 9 / 13 * (fact["inputs"]["experts"] - 1)


def _of_mixtures() -> list[Case]:
    """The joint law at each number of experts: its constants, and the optima that they give."""
    law, weight, falls = LAWS["ludziejewski2025"], "mixtures.coefficient_of_experts", "mixtures.exponent_of_experts"
    parts = {
        "A": (weight, "parameter_coefficient"), "B": (weight, "token_coefficient"),
        "alpha": (falls, "parameter_exponent"), "beta": (falls, "token_exponent"),
    }  # fmt: skip

    def optimal(fact: Mapping) -> float:
        split = {name: value for name, value in law.coefficients_of(_ratio(fact)).items() if name != "irreducible_loss"}
        return float(scaling.compute_optimal_parameters(fact["inputs"]["C_flops"], **split))

    return [
        *(
            Case(f"C{at:03d}", by, lambda fact, name=name: mixtures.constants(law.mixture, _ratio(fact))[name], "band", part=part)
            for at in range(60, 66)
            for part, (by, name) in parts.items()
        ),
        *(Case(f"C{at:03d}", "scaling.compute_optimal_parameters", optimal, "band", "By the joint law.") for at in range(66, 84)),
    ]


def _losses() -> list[Case]:
    """Published losses by the law that was fitted to five of them; a quarter of the usual text is too little for any law."""

    def predicted(fact: Mapping) -> float:
        return float(scaling.loss(fact["inputs"]["parameters"], fact["inputs"]["tokens"], **LAWS["gadre2024"].coefficients))

    return [Case(f"C{at:03d}", "scaling.loss", predicted, "band", miss=_TOO_LITTLE.get(at, "")) for at in range(84, 119)]


def cases() -> list[Case]:
    """Every prediction of this group."""
    return [*_tables(), *_optima(), *_constants(), *_of_mixtures(), *_losses()]
