"""Neural networks: in NumPy, on automatic differentiation of our own, and their PyTorch twins."""
