"""Quantities as people write them and read them.

- read: ``numbers`` (what a person types), ``units`` (with what), ``entry`` (what an input may be), ``owner`` (who holds it)
- shown: ``text`` (a quantity in digits, prefix and unit), ``apart`` (two that must look different)
"""
