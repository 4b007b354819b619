"""What the kernels of one layer compute and move on one chip, and how much of the chip their shapes leave idle."""
