"""2 · Neural networks

Layers that learn their own features: backpropagation by hand, automatic differentiation, PyTorch, convolution, attention.
"""
