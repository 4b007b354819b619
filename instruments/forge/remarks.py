"""What is told of a design from a model that exists, beside its numbers."""

from __future__ import annotations

from formulas.design import Design

_MOST_NAMED = 8


def remarks(design: Design) -> tuple[str, ...]:
    """Return what of a configuration was not understood, and whether the context is longer than the model's own; else nothing."""
    if design.described is None:
        return ()
    model, told = design.described.model, []
    if model.unknown:
        more = len(model.unknown) - _MOST_NAMED
        listed = ", ".join(model.unknown[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        told.append(f"Not understood in the configuration, and not counted: {listed}.")
    if model.context is not None and design.context > model.context:
        told.append(f"The context is longer than {model.context:,.0f} tokens, the longest sequence that the configuration names.")
    return tuple(told)
