"""Precision: every number format on one line that zooms to single values, bits to flip, and what a matrix of weights loses."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Precision",
    stratum="chips",
    place=20,
    question="Which numbers can a format hold, and what do weights lose that are stored in fewer bits?",
    description="All number formats from FP32 to FP4 on one number line that zooms to single values. Flip bits, type any number and see "
    "what it becomes in each, quantise a matrix of weights, and read its error, the model's size and its speed.",
    predicts=("relative_error after clip", "relative_error after outlier_size"),
    model="model:Precision",
    view="view:PrecisionView",
    pictures="pictures:pictures",
    styles=("frame/slices", "precision/line", "precision/bits", "precision/narrow"),
    print_styles=("precision/print",),
    script="precision",
    controls="The matrix",
    search="search:entries",
    needs=("forge",),
    explains=("compress",),
)
