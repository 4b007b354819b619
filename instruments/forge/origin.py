"""What is told on the page of a design that starts from a model that exists: which, in which form, what is to be known of it."""

from __future__ import annotations

from instruments.forge.choices import AS_SHIPPED
from instruments.forge.dossier import Dossier
from instruments.prose.markup import EMPTY, Markup, markup
from instruments.widgets import button


def origin_html(dossier: Dossier) -> Markup:
    """Return the line, with the way back to a budget; nothing of a design from a budget."""
    described = dossier.design.described
    if described is None:
        return EMPTY
    name = described.model.name or "A model without a name"
    ships = "as it ships, " if dossier.values["checkpoint_format"] == AS_SHIPPED and described.model.form else ""
    whence = " From the configuration that was put in." if dossier.values["start"] == "configuration" else ""
    return markup(
        '<p><b>{name}</b>, {ships}in {form}.{whence} {told}</p>{back}',
        name=name, ships=ships, form=described.form.name, whence=whence, told=" ".join(dossier.remarks),
        back=button("budget", "Back to a budget", kind="quiet", step=True),
    )
