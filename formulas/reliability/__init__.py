"""Failures of large machines: how often they come, what checkpoints and spares save, and what is left of the time."""
