"""Networks between cards: what they are built of, what crosses them, and how long a collective operation takes."""
