"""What people write for the number of places that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake


def one_forgotten(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel) // stride


def padded_once(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + padding - kernel) // stride + 1


def padding_left_out(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size - kernel) // stride + 1


def stride_left_out(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return size + 2 * padding - kernel + 1


def rounded_up(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return -(-(size + 2 * padding - kernel) // stride) + 1


def one_inside(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel + 1) // stride


def a_fraction(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding - kernel) / stride + 1


def kernel_ignored(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding) // stride


def padding_taken_off(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size - 2 * padding - kernel) // stride + 1


def to_the_nearest(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return round((size + 2 * padding - kernel) / stride) + 1


def side_by_side(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return (size + 2 * padding) // kernel


def divided_up(size: Any, kernel: Any, stride: Any = 1, padding: Any = 0) -> Any:
    return -(-(size + 2 * padding) // stride)


SIZES = [
    Mistake(
        one_forgotten,
        "You counted the moves. Before the first move the kernel already has a place: one more.",
    ),
    Mistake(padded_once, "Padding is put on at both ends of the side: it counts twice."),
    Mistake(
        padding_left_out,
        "The padding is missing: with it the side is size + 2 * padding long.",
    ),
    Mistake(
        stride_left_out,
        "The stride is missing: with stride 2 the kernel takes every second place only. Divide the room by it.",
    ),
    Mistake(
        rounded_up,
        "Where the last move would reach beyond the end, the kernel does not take it. Round down.",
    ),
    Mistake(
        one_inside,
        "The 1 stands for the first place, which needs no move, so it is added after the division by the stride, not "
        "before it.",
    ),
    Mistake(
        a_fraction,
        "Places are counted in whole numbers. // divides and rounds down; / gives a float.",
        "wrong type",
    ),
    Mistake(
        padding_taken_off,
        "Padding makes the side longer: size + 2 * padding, not minus.",
    ),
    Mistake(
        to_the_nearest,
        "round goes up where the last move reaches beyond the end by less than half. Such a move is not made: //.",
    ),
    Mistake(
        side_by_side,
        "That is how often kernels fit side by side. This one moves on by stride, over pixels that it has seen.",
    ),
    Mistake(
        divided_up,
        "That is the number of strides along the whole side. The kernel must lie wholly inside: its length has to be "
        "taken off first.",
    ),
    Mistake(
        kernel_ignored,
        "The kernel has a length of its own: its last start is kernel pixels before the end.",
    ),
]
