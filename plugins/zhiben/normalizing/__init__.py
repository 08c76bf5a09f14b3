"""Normalizing: tables of text in, typed records out, flagged where repaired or doubted."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
