"""Who holds what people enter: a control is bound to one, a model is one."""

from __future__ import annotations

import param


class Owner(param.Parameterized):
    """A model whose parameters controls show, which refuses what is impossible beside its other parameters and says so."""

    problem = param.String(default="", doc="Why the last change was refused; empty when it was not.")
    replaced = param.Event(doc="Inputs were put in at once, as by a preset or a link: what a field refused before is moot.")

    __abstract = True
