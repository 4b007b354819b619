"""The Forge: six decisions in, the dossier of a frontier model out."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="The Forge",
    stratum="models",
    place=10,
    question="Six decisions give a frontier model: what does it cost, where does it run, and why does it fail?",
    description="Move six decisions and read the full dossier of the frontier model you have just designed: parameters, loss, fleet, "
    "bill, memory, speed and users, every number with its equation and its source.",
    predicts=(
        "training_cost after training_compute",
        "predicted_loss after training_compute",
        "kv_cache_per_user after context",
        "weight_bytes after training_compute",
    ),
    model="model:Forge",
    view="view:ForgeView",
    presets="presets:presets",
    pictures="pictures:pictures",
    styles=("forge/figures", "forge/limits", "forge/explore", "forge/start"),
    script="forge",
    controls="Decisions",
    search="search:entries",
    command="command:DossierCommand",
    explains=("pretraining",),
)  # fmt: skip
