"""A real transformer, small enough to read and to watch: the model of the Token Journey.

``world`` and ``grammar`` tell the stories it learnt from, ``tokenizer`` cuts them up,
``transformer`` (with ``layers``, ``cache``, ``config``, ``weights``) is the model, ``sampling``
and ``stream`` choose the next token, and ``bigram`` is the course's toy world.
"""
