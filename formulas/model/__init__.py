"""A language model described once, and what follows from its description."""
