"""The Forge as one function.

A budget of computation goes in and the whole design comes out, each line one equation that is named in the instruments. With the numbers
that stand here it is the Forge's own first design. Change one and run it again.
"""

from formulas.capacity import cards_per_replica, usable_bytes
from formulas.memory import kv_cache_bytes, kv_cache_bytes_per_token, weight_bytes
from formulas.scaling import LAWS, compute_optimal_parameters, loss, overtrained_parameters, training_tokens
from formulas.serving import concurrent_users, decode_ceiling_one_card
from formulas.shape import shape
from formulas.training import accelerator_hours, fleet, rental_cost
from instruments.quantities.text import quantity

# One H100: FLOP/s in BF16, bytes of memory, bytes per second, USD per hour.
PEAK, MEMORY, BANDWIDTH, PRICE = 989e12, 80e9, 3.35e12, 2.0


def design(compute, overtraining=4, context=131_072, bits=8):
    law = dict(LAWS["seed"].coefficients)
    split = {name: law[name] for name in law if name != "irreducible_loss"}
    parameters = overtrained_parameters(compute_optimal_parameters(compute, **split), overtraining)
    tokens = training_tokens(compute, parameters)
    hours = accelerator_hours(compute, PEAK, utilisation=0.45)

    form = shape(parameters)  # layers, heads and widths by a rule
    weights = weight_bytes(parameters, bits)
    cards = cards_per_replica(weights, usable_bytes(MEMORY))
    cache = kv_cache_bytes(kv_cache_bytes_per_token(form.layers, form.kv_heads, form.head_dim), context)
    return {
        "parameters": (parameters, "parameter"),
        "tokens": (tokens, "token"),
        "loss": (loss(parameters, tokens, **law), "nat/token"),
        "cards for 90 days": (fleet(hours, days=90), "card"),
        "training": (rental_cost(hours, PRICE), "USD"),
        "weights": (weights, "B"),
        "one stream": (decode_ceiling_one_card(BANDWIDTH, weights), "token/s"),
        "cards to hold it": (cards, "card"),
        "cache of one user": (cache, "B"),
        "users at once": (concurrent_users(cards, usable_bytes(MEMORY), weights, cache), "user"),
    }


[{"what": name, "value": str(quantity(value, unit)), "exactly": float(value)} for name, (value, unit) in design(1e25).items()]
