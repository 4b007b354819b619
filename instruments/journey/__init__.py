"""The Token Journey: one token's way through a real, tiny transformer, and what the step costs."""
