"""Electric power of a fleet: from the grid through conversion, cooling, hosts and boards to matrix products, and what that costs."""
