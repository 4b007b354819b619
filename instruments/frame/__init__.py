"""What every instrument is made of, once.

An instrument is a folder of ``instruments/``.  Its ``__init__.py`` declares it (:mod:`instruments.frame.declaration`), its
``model.py`` holds a model without Panel; it is found by walking the package, so that no list is edited elsewhere.
"""
