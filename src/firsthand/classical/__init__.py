"""The classical models: lines, probabilities, trees and forests, and how to judge them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
