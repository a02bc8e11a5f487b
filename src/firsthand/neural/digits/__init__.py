"""Handwritten digits from one end to the other: the pictures, the models that read them, the training."""
