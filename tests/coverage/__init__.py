"""What the source documents state about the lower half of the stack, and where each of it is an equation, an instrument and a test.

``<subject>.json`` lists what the source states, in our words; everything else is read from the registry and from the code.
"""
