"""The rows of the dossier: one id for page, JSON, command line and tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One figure of the dossier; ``id`` is also the name of the chain's step that makes it."""

    id: str
    label: str
    unit: str
    group: str
    explanation: str


FIELDS = {
    field.id: field
    for field in (
        Field("total_parameters", "Total parameters", "parameter", "model",
              "Everything that must be in memory, of every expert."),
        Field("active_parameters", "Active per token", "parameter", "model",
              "What one token passes through; equal to the total for a dense model."),
        Field("training_tokens", "Training tokens", "token", "model",
              "Text that the compute budget pays for at this size."),
        Field("tokens_per_parameter", "Tokens per parameter", "token/parameter", "model",
              "About 20 at the compute optimum."),
        Field("predicted_loss", "Predicted loss", "nat/token", "model",
              "Surprise per token left after training, in nats."),
        Field("training_compute", "Compute", "FLOP", "training",
              "All arithmetic of pre-training."),
        Field("training_fleet", "Training fleet", "card", "training",
              "Cards that finish the run in the time given."),
        Field("training_cost", "Training cost", "USD", "training",
              "Rent of the cards for the final run."),
        Field("weight_bytes", "Weights on disk", "B", "serving",
              "Size of the checkpoint that is served, scales included."),
        Field("decode_ceiling_one_card", "Single stream, one card", "token/s", "serving",
              "What one card's memory bandwidth allows one user at an empty cache."),
        Field("decode_ceiling_sharded", "Single stream, whole replica", "token/s", "serving",
              "What all cards of a replica allow one user at full context."),
        Field("kv_cache_per_user", "Cache per user, full context", "B", "serving",
              "Keys and values of one full context."),
        Field("concurrent_users", "Concurrent users per replica", "user", "serving",
              "Full contexts that fit beside the weights."),
        Field("cards_per_replica", "Cards per replica", "card", "serving",
              "Cards that share one copy of the model."),
        Field("training_gpu_hours", "Accelerator-hours", "h", "training",
              "Card-hours of the run at the stated utilisation."),
        Field("training_energy", "Training energy", "kWh", "training",
              "Electricity taken in by the data centre."),
        Field("training_carbon", "Training carbon", "kgCO2e", "training",
              "Emissions of that electricity on the chosen grid."),
        Field("electricity_cost", "Electricity bill", "USD", "training",
              "Power of the run at the price per kilowatt-hour; a rent per card-hour mostly includes it."),
        Field("time_to_first_token", "Time to first token", "s", "serving",
              "Reading the prompt on an idle replica."),
        Field("cost_per_million_tokens", "Cost per million tokens", "USD", "serving",
              "Rent of a full replica over what it generates."),
        Field("data_share", "Share of all public text", "1", "model",
              "Training tokens over the plausible stock of public human text."),
    )
}
