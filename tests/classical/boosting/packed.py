"""Packed sums, read back."""


def sums_of(histogram, packed):
    """What packed sums stand for: gradients and curvatures."""
    return (histogram >> packed.shift) / packed.g_scale, (histogram & (2**packed.shift - 1)) / packed.h_scale
