"""The network as one reactive object: a collective operation, its cards, and what they are joined by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from formulas.memory import weight_bytes
from formulas.network import bandwidth, ring
from formulas.steps import Chain
from instruments.frame.model import Model
from instruments.network.built import built, nothing
from instruments.network.inputs import Inputs
from instruments.network.operations import PASSES, TITLES, Path, allowed, timing
from instruments.network.play import length
from instruments.network.rates import met
from instruments.network.rows import Outcome

_GRADIENT_BITS = 16
_PAIR = 2
_SHOWN = ("operation", "algorithm", "shown")


class Network(Inputs):
    """How long a collective operation takes, and the network that it takes.

    Examples
    --------
    >>> network = Network(operation="all-reduce", cards=8, buffer="1 GB", card="h100")
    >>> str(network.result.figures["collective_time"].shown)
    '3.94 ms'
    """

    def evaluate(self, values: Mapping[str, object]) -> Outcome:
        """The times and the parts of these inputs."""
        _possible(values)
        chain = Chain()
        built(chain, values)
        path, paths = met(chain, values)
        _timed(chain, values, path)
        return Outcome(values, chain, path, paths)

    def follow(self, changed: frozenset[str]) -> Mapping[str, object]:
        """Begin again when another operation is shown.

        Where the operation does not go by the algorithm, the one that was not just chosen gives way: a ring does every operation, and an
        all-reduce goes by every algorithm.
        """
        moved: dict[str, object] = {}
        if self.algorithm not in allowed(self.operation):
            if "operation" in changed and "algorithm" not in changed:
                moved["algorithm"] = "ring"
            elif "algorithm" in changed and "operation" not in changed:
                moved["operation"] = "all-reduce"
        if changed & {*_SHOWN, "numbers"} and "step" not in changed:
            moved["step"] = 0
        return moved

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Take the fleet, its card and the gradients that it adds up from the Forge's design."""
        del lender
        figures = design.result.figures
        # Of a model whose training nobody published no fleet is known.
        fleet = figures["training_fleet"].value
        return ({} if fleet is None else {"cards": fleet}) | {
            "card": design.training_accelerator,
            "buffer": float(weight_bytes(figures["total_parameters"].value, _GRADIENT_BITS)),
        }


def _possible(values: Mapping[str, object]) -> None:
    """Refuse what contradicts itself."""
    operation, algorithm = str(values["operation"]), str(values["algorithm"])
    ways = allowed(operation)
    if algorithm not in ways:
        known = ", ".join(TITLES[each].lower() for each in ways)
        raise ValueError(f"Algorithm is {TITLES[algorithm]}: {TITLES[operation].lower()} goes by {known}")
    steps = length(operation, algorithm, int(values["shown"]))
    if int(values["step"]) > steps:
        raise ValueError(f"Step is {values['step']}: with {values['shown']} cards there are {steps}")


def _timed(chain: Chain, values: Mapping[str, object], path: Path) -> None:
    """How long it takes, and what follows from that."""
    operation, buffer, ranks = str(values["operation"]), values["buffer"], values["cards"]
    function, arguments = timing(operation, str(values["algorithm"]), path)
    chain.step("collective_time", function, buffer=buffer, **arguments)
    if 2 * function(buffer=0.0, **arguments) > chain.collective_time:
        # No time is shorter than that of the bytes; the latencies of hops are those of a library on one machine.
        step = chain["collective_time"]
        chain["collective_time"] = step._replace(equation=replace(step.equation, trust="estimate"))
    chain.step("algorithm_rate", bandwidth.algorithm_bandwidth, buffer=buffer, collective_time=chain.collective_time)
    if operation in PASSES:
        chain.step("bus_share", bandwidth.bus_factor, passes=PASSES[operation], ranks=ranks)
    else:
        chain.carry("bus_share", 1.0)
    chain.step("bus_rate", bandwidth.bus_bandwidth, bus_share=chain.bus_share, algorithm_rate=chain.algorithm_rate)
    chain.step("half_rate", ring.half_rate_buffer, ranks=ranks, link_rate=path.rate, step_latency=path.ring)
    met_by = {"link_rate": path.rate, "ring_latency": path.ring, "doubling_latency": path.doubling}
    if ranks > _PAIR:
        chain.step("crossing", bandwidth.ring_tree_crossing, ranks=ranks, **met_by)
    else:
        nothing(chain, "crossing", bandwidth.ring_tree_crossing, ranks=math.nan, **met_by)
    chain.step("exchange_bound", bandwidth.bisection_bound, buffer=buffer, ranks=ranks, bisection=chain.bisection)
