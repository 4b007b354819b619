"""Number formats: what their bits mean, how a number is rounded into them, and what a whole matrix of weights loses by it."""
