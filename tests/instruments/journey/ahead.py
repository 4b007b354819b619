"""Whether a journey has been farther than where it stands."""

from instruments.journey.model import Journey


def is_ahead(journey: Journey) -> bool:
    """Whether going forward leads somewhere without a draw."""
    return not journey.result.finished or journey.cursor + 1 < len(journey.past)
