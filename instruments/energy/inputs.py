"""What may be decided: the fleet and its site first, everything else in folded groups."""

from __future__ import annotations

from functools import partial

from formulas.power.answers import DECODE_EFFICIENCY, SERVING_DRAW
from formulas.power.machines import NETWORK_SHARE, STORAGE_SHARE
from formulas.power.renewable import CALM_FACTOR, CALM_HOURS
from formulas.power.server import HOST_DRAW
from formulas.training import COURSE_UTILISATION
from instruments.energy.choices import grid_groups, names_of, shown
from instruments.frame.inputs import About, Amount, Count, OneOf
from instruments.frame.model import Model

_of_machines = partial(About, group="Machines", folded=True)
_of_money = partial(About, group="Money, carbon, water", folded=True)
_of_site = partial(About, group="The site", folded=True)
_of_serving = partial(About, group="Serving", folded=True)
_share = {"bounds": (0, 1), "inclusive_bounds": (False, True)}


class Inputs(Model):
    """Inputs of the instrument, in the order of the rail."""

    __abstract = True

    called = "Energy"
    fresh = "this is the default design"

    accelerator = OneOf(
        default="h100-sxm", objects=shown("accelerator"), label="Training accelerator",
        doc="Sets the board's power limit and its peak, and with them the joules for a FLOP.",
        about=About(short="Card", hint="Newer cards draw more and do far more with it.", named=partial(names_of, "accelerator")),
    )
    cards = Count(
        default=2890, bounds=(1, 10_000_000), softbounds=(8, 1_000_000), label="Training fleet",
        doc="Cards that run at once: more need more power for a shorter time, and the same energy.",
        about=About(
            unit="cards", short="Fleet", scale="log", hint="More cards take more power, for a shorter time.",
            landmarks={"Llama 3 405B": 16_384, "Colossus": 200_000},
        ),
    )
    accelerator_hours = Amount(
        default=6241495.962, bounds=(1, 1e12), softbounds=(1e4, 1e9), label="Accelerator-hours",
        doc="Work of the run, in hours of one card: energy grows with it, power does not.",
        about=About(
            unit="card-h", short="Card-hours", scale="log", hint="The work: energy grows with it, power does not.",
            landmarks={"DeepSeek-V3": 2.788e6, "Llama 3 405B": 30.84e6},
        ),
    )
    pue = Amount(
        default=1.1, bounds=(1, 10), softbounds=(1, 2), step=0.01, label="Power usage effectiveness",
        doc="Energy of the facility over energy of the machines; Google's fleet reports 1.09, the industry's mean is 1.58.",
        about=About(
            short="PUE", scale="linear", fine=0.01, coarse=0.1, hint="Cooling and conversion on top of the machines.",
        ),
    )
    utilisation = Amount(
        default=COURSE_UTILISATION, **_share, softbounds=(0.05, 0.8), step=0.01, label="Training utilisation",
        doc="Model FLOP per second over the dense peak: the share of their time in which boards do what they are bought for.",
        about=About(unit="MFU", short="Utilisation", scale="linear", fine=0.01, coarse=0.1, hint="What boards do of what they could do."),
    )
    grid = OneOf(
        default="usa", objects=shown("grid"), label="Electricity grid",
        doc="Sets the carbon of a kilowatt-hour, and its price where that is known.",
        about=About(hint="Carbon of a kilowatt-hour, and its price where known.", named=partial(names_of, "grid"), groups=grid_groups),
    )
    cap = Amount(
        default=1.0, **_share, softbounds=(0.4, 1), step=0.01, label="Power cap",
        doc="Most that a board may draw, over its limit: less energy, more time.",
        about=About(scale="linear", fine=0.01, coarse=0.05, hint="Most a board may draw, over its limit: saves energy, costs time."),
    )

    server = OneOf(
        default="auto", objects=shown("server"), label="Server", doc="What stands around the boards, as its maker rates it.",
        about=_of_machines(named=partial(names_of, "server")),
    )
    board_limit = Amount(
        default=None, allow_None=True, bounds=(1, 1e5), softbounds=(50, 2000), label="Board power limit",
        doc="Of one card; empty takes the catalogue's.", about=_of_machines(unit="W"),
    )
    draw = Amount(
        default=1.0, **_share, softbounds=(0.4, 1), label="Power draw",
        doc="Mean power of a board over its limit while training; 1 is the upper bound that model cards print, and goes with hosts at 0.6: "
        "so one DGX H100 was measured.",
        about=_of_machines(),
    )
    host_draw = Amount(
        default=HOST_DRAW, **_share, softbounds=(0.2, 1), label="Host draw",
        doc="What servers draw beside their boards, over what they are rated for beside them; one DGX H100 was measured at 0.61 with its "
        "boards near their limit. At peak power everything counts at its rating.",
        about=_of_machines(),
    )
    network_share = Amount(
        default=NETWORK_SHARE, bounds=(0, 2), softbounds=(0, 0.3), label="Network",
        doc="Switches and optics on top of the servers: 5% for an NDR fabric of DGX H100 in two levels, 8% in three.", about=_of_machines(),
    )
    storage_share = Amount(
        default=STORAGE_SHARE, bounds=(0, 2), softbounds=(0, 0.3), label="Storage",
        doc="Storage and management on top of the servers: with the network 9% in a cluster of 20,480 H100.", about=_of_machines(),
    )

    price = Amount(
        default=None, allow_None=True, bounds=(0, 100), softbounds=(0.02, 0.5), label="Electricity price",
        doc="What the site pays; empty takes the place's, or 0.0804, the mean of industrial customers in the United States in 2023 (EIA).",
        about=_of_money(unit="USD/kWh"),
    )
    rent = Amount(
        default=None, allow_None=True, bounds=(0, 1e6), softbounds=(0.1, 20), label="Training price",
        doc="Of one card-hour without its power; empty takes the catalogue's estimate.", about=_of_money(unit="USD per card-hour"),
    )
    carbon_intensity = Amount(
        default=None, allow_None=True, bounds=(0, 5000), softbounds=(0, 1000), label="Carbon intensity",
        doc="Of the site's own power; empty takes the grid's mean.", about=_of_money(unit="gCO2e/kWh"),
    )
    contracted = Amount(
        default=0.0, bounds=(0, 1), softbounds=(0, 1), label="Contracted share",
        doc="Of the energy, what contracts or certificates for clean power cover. It changes what is reported as market-based, no plant.",
        about=_of_money(),
    )
    margin = OneOf(
        default="us-margin", objects=shown("margin"), label="Plant at the margin",
        doc="What runs more because of this load: its emissions are what the load causes, its water too.",
        about=_of_money(named=partial(names_of, "margin")),
    )
    embodied = Amount(
        default=318.0, bounds=(0, 1e6), softbounds=(50, 2000), label="Embodied carbon",
        doc="Of making one card with its share of the server: 318 kg for an A100 (Chien 2023).", about=_of_money(unit="kgCO2e"),
    )
    card_life = Amount(
        default=5.0, bounds=(0.1, 50), softbounds=(2, 10), label="Life of a card",
        doc="Years in which a card works, over which its making is spread.", about=_of_money(unit="years"),
    )
    water_use = Amount(
        default=1.15, bounds=(0, 20), softbounds=(0, 3), label="Water usage effectiveness",
        doc="Water that cooling consumes for each kilowatt-hour of the machines; 1.15 in Google's fleet.", about=_of_money(unit="L/kWh"),
    )

    rack_power = Amount(
        default=None, allow_None=True, bounds=(0.1, 10_000), softbounds=(5, 600), label="Power of a rack",
        doc="At its rating; empty takes the rack of the server: four DGX H100 take 41 kW, one GB200 NVL72 about 120 kW.",
        about=_of_site(unit="kW"),
    )
    air_limit = Amount(
        default=40.0, bounds=(1, 1000), softbounds=(10, 60), label="Air cools up to",
        doc="Power of a rack above which heat has to leave in a liquid: 20 to 50 kW by what is done for the air.",
        about=_of_site(unit="kW"),
    )
    units = Count(
        default=10, bounds=(1, 10_000), softbounds=(1, 50), label="Power units",
        doc="Generators, or blocks of uninterruptible supply, that the load needs at once.", about=_of_site(),
    )
    unit_availability = Amount(
        default=0.999, **_share, softbounds=(0.99, 0.99999), label="Availability of a unit",
        doc="Share of the time that one such unit works.", about=_of_site(),
    )
    plant_price = Amount(
        default=11.7, bounds=(0, 1000), softbounds=(5, 30), label="Price of the plant",
        doc="Construction for each watt of machines: 11.7 USD in the mean of 19 markets in 2025, from 9.3 to 15.",
        about=_of_site(unit="USD/W"),
    )
    interest = Amount(
        default=0.08, **_share, softbounds=(0.02, 0.2), label="Cost of capital", doc="Yearly, over the plant's life.", about=_of_site(),
    )
    plant_life = Amount(
        default=15.0, bounds=(1, 100), softbounds=(5, 40), label="Life of the plant", doc="Years over which it is paid off.",
        about=_of_site(unit="years"),
    )
    solar_factor = Amount(
        default=0.233, **_share, softbounds=(0.1, 0.35), label="Capacity factor of sun",
        doc="Mean over rated power; 23.3% in the United States in 2023.",
        about=_of_site(),
    )
    wind_factor = Amount(
        default=0.332, **_share, softbounds=(0.15, 0.55), label="Capacity factor of wind",
        doc="Mean over rated power; 33.2% in the United States in 2023.",
        about=_of_site(),
    )
    day_length = Amount(
        default=12.0, bounds=(0, 24), inclusive_bounds=(False, True), softbounds=(6, 18), label="Day length",
        doc="Hours from sunrise to sunset: 12 in the mean of a year, 8 in a winter at 50 degrees of latitude.", about=_of_site(unit="h"),
    )
    calm_hours = Amount(
        default=CALM_HOURS, bounds=(1, 8766), softbounds=(6, 300), label="Length of a calm",
        doc="Hours in a row with little wind: five days once a year over Germany, eight once in ten years.", about=_of_site(unit="h"),
    )
    calm_factor = Amount(
        default=CALM_FACTOR, bounds=(0, 1), softbounds=(0, 0.3), label="Wind in a calm",
        doc="Mean over rated power of wind during it; below 10% in the calms that were counted.", about=_of_site(),
    )

    serving_accelerator = OneOf(
        default="h100-sxm", objects=shown("accelerator"), label="Serving accelerator", doc="Card that writes the answers.",
        about=_of_serving(named=partial(names_of, "accelerator")),
    )
    replica = Count(
        default=3, bounds=(1, 100_000), softbounds=(1, 128), label="Cards per replica", doc="Cards that share one copy of the model.",
        about=_of_serving(unit="cards"),
    )
    active_parameters = Amount(
        default=156033779600.0, bounds=(1e6, 1e14), softbounds=(1e9, 1e12), label="Active parameters", doc="What one token passes through.",
        about=_of_serving(),
    )
    total_to_active = Amount(
        default=1.0, bounds=(1, 1000), softbounds=(1, 32), label="Total over active parameters", doc="1 for a dense model.",
        about=_of_serving(),
    )
    experts = Count(
        default=1, bounds=(1, 100_000), softbounds=(1, 512), label="Routed experts",
        doc="In each layer, at least as many as the ratio above asks for; 1 for a dense model.", about=_of_serving(),
    )
    top_k = Count(
        default=1, bounds=(1, 10_000), softbounds=(1, 16), label="Experts per token", doc="That each token is sent to.",
            about=_of_serving(),
    )
    weight_bits = Amount(
        default=8.0, bounds=(1, 64), softbounds=(4, 16), label="Bits per stored weight", doc="As stored, scales included.",
        about=_of_serving(),
    )
    cache_per_token = Amount(
        default=393216.0, bounds=(1, 1e9), softbounds=(1e4, 1e7), label="Cache per token",
        doc="Keys and values of one token, all layers together.",
        about=_of_serving(unit="B"),
    )
    batch = Count(
        default=64, bounds=(1, 100_000), softbounds=(1, 1024), label="Answers written together",
        doc="By one replica: weights that are read once serve them all, so that each takes less energy.", about=_of_serving(),
    )
    context_in_use = Amount(
        default=1000.0, bounds=(1, 1e8), softbounds=(100, 1e5), label="Context in use",
        doc="Tokens that an answer looks back on, in the mean.",
        about=_of_serving(unit="tokens"),
    )
    efficiency = Amount(
        default=DECODE_EFFICIENCY, **_share, softbounds=(0.1, 0.8), label="Decode efficiency",
        doc="Share of the bandwidth bound that serving reaches: 36% in the median of 15 measured loads, 37% of 22 others.",
        about=_of_serving(),
    )
    serving_draw = Amount(
        default=SERVING_DRAW, **_share, softbounds=(0.4, 1), label="Serving draw",
        doc="Mean power of a board over its limit while it serves: 45 to 98% were measured.", about=_of_serving(),
    )
    idle = Amount(
        default=0.1, bounds=(0, 1), inclusive_bounds=(True, False), softbounds=(0, 0.5), label="Kept ready",
        doc="Share of the energy that goes to machines that wait for a rush: 10% at Google.", about=_of_serving(),
    )
    answer_tokens = Amount(
        default=500.0, bounds=(1, 1e7), softbounds=(50, 10_000), label="Length of an answer",
        doc="Tokens: 717 in conversations, 6,988 where a model reasons (ML.ENERGY).",
        about=_of_serving(unit="tokens"),
    )
    served = Amount(
        default=1e13, bounds=(1, 1e20), softbounds=(1e10, 1e16), label="Tokens served", doc="That the model writes in its life.",
        about=_of_serving(unit="tokens"),
    )
