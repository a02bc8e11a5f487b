"""PyTorch twins of the networks in this room."""
