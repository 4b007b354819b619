"""Sentences and HTML.

``markup`` is the one way to make HTML; ``words`` marks terms and symbols in what a page writes, ``speech`` in what comes from data
files; ``links`` says where a link to an instrument leads.
"""
