"""The page around the instruments: document, routes, theme, state in the address, command line."""
