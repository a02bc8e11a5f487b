"""Neural networks: in NumPy, on automatic differentiation of our own, and their PyTorch twins."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
