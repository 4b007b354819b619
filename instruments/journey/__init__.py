"""The Token Journey: one token's way through a real, tiny transformer, and what the step costs."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Token Journey",
    stratum="models",
    place=20,
    question="How does one token come out of a transformer, and what does that step cost?",
    description="Ride one token through a transformer that is small enough to run in the page and real enough to check: every tensor, "
    "the draw, the cache, and what the same step costs in the model that you designed.",
    predicts=("likeliest before token", "likeliest after temperature"),
    model="model:Journey",
    view="view:JourneyView",
    styles=("frame/transport", *(f"journey/{name}" for name in (
        "page", "context", "transport", "flow", "guide", "stages", "stage", "tokenize", "sample", "outlook", "dials", "wide",
        "narrow", "low", "motion", "touch",
    ))),
    print_styles=("journey/print",),
    script="journey",
    controls="Dials",
    needs=("forge",),
    explains=("base",),
)  # fmt: skip
