"""Two ways of counting the power and the energy of a run: boards alone, as the source course does, or whole servers.

Boards take one equation each (:mod:`formulas.energy`); whole servers take those of the Energy instrument (:mod:`formulas.power`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from formulas import check
from formulas import energy as boards
from formulas.power import capping, facility, machines, run, server

if TYPE_CHECKING:
    from formulas.design import Design
    from formulas.steps import Chain

BOARDS, SERVERS = "boards", "servers"
"""What power and energy count: boards alone, as the source course does, or whole servers with network and storage."""


def cap(c: Chain, d: Design) -> None:
    """What a cap on the boards' power takes and costs; nothing is worked out where there is none."""
    check.fraction(cap=d.cap)
    if np.all(np.asarray(d.cap) == 1):
        return
    c.step("capped_draw", capping.capped_draw, draw=d.draw, cap=d.cap)
    c.step("capped_speed", capping.capped_speed, capped=c.capped_draw, draw=d.draw)
    c.step("capped_utilisation", capping.capped_utilisation, utilisation=d.utilisation, relative_speed=c.capped_speed)
    c.step_if_known("capped_server", capping.capped_server, "server", "power",
                    server=d.server_power, boards_per_server=d.boards_per_server, power=d.training_power, cap=d.cap)


def capped(c: Chain, name: str, value: np.ndarray | float) -> np.ndarray | float:
    """A number as the cap leaves it, if there is one."""
    return c[name].value if name in c else value


def power(c: Chain, d: Design) -> None:
    """Mean power of the site while it trains."""
    if d.power_counted == SERVERS:
        _servers(c, d)
    else:
        c.step_if_known("site_power", boards.site_power, "power", accelerators=c.training_fleet, **_drawn(c, d))


def energy(c: Chain, d: Design) -> None:
    """Electricity of the run: of the boards' hours, or of the whole site's time."""
    if d.power_counted == SERVERS:
        c.step("run_time", run.run_time, accelerator_hours=c.held_hours, accelerators=c.training_fleet)
        c.step_if_known("training_energy", run.run_energy_kwh, "site", site=c.site_power, time=c.run_time)
    else:
        c.step_if_known("training_energy", boards.training_energy_kwh, "power", accelerator_hours=c.held_hours, **_drawn(c, d))


def _servers(c: Chain, d: Design) -> None:
    """Mean power of boards, hosts, network and storage, and with cooling: the equations that the Energy instrument has."""
    c.step_if_known("server_rest", server.rest_of_server, "server", "power",
                    server=d.server_power, boards_per_server=d.boards_per_server, power=d.training_power)
    c.step_if_known("board_power", server.board_power, "power", accelerators=c.training_fleet, power=d.training_power,
                    draw=capped(c, "capped_draw", d.draw))
    c.step_if_known("host_power", server.host_power, "rest", accelerators=c.training_fleet, rest=c.server_rest, host_draw=server.HOST_DRAW)
    parts = {"boards": c.board_power, "hosts": c.host_power}
    c.step_if_known("network_power", machines.network_power, *parts, **parts, network_share=machines.NETWORK_SHARE)
    c.step_if_known("storage_power", machines.storage_power, *parts, **parts, storage_share=machines.STORAGE_SHARE)
    parts |= {"network": c.network_power, "storage": c.storage_power}
    c.step_if_known("it_power", machines.it_power, *parts, **parts)
    c.step_if_known("site_power", facility.grid_power, "it", it=c.it_power, pue=d.pue)


def _drawn(c: Chain, d: Design) -> dict[str, np.ndarray | float]:
    return {"power": d.training_power, "draw": capped(c, "capped_draw", d.draw), "pue": d.pue}
