"""What a crash means, in the words of whoever has seen it often: told by the error's type and its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.formatting import cut, error_message
from firsthand.course.grading.observe import own_traceback


@dataclass(frozen=True)
class _Kind:
    """Crashes of one sort. `words` is searched in the message; its groups may stand in `advice`.

    Several sorts can have one `cause`.
    """

    error: type[BaseException] | tuple[type[BaseException], ...]
    words: str
    advice: str
    cause: str = ""


def _sentence(kind: _Kind, match: re.Match[str]) -> str:
    return kind.advice.format(*map(cut, (part or "" for part in match.groups())))


SHAPES = (
    "Two arrays do not fit together entry by entry. Counted from the last axis, sizes must be equal, or one of them 1. "
    "Write the shape behind each of the two, and see which is not what you think."
)
PRODUCT = (
    "In a product a @ b, a needs as many columns as b has rows. Write the shape behind each factor, and see which is not "
    "what you think."
)
TRUTH = (
    "if, while, and, or, max and min want one yes or no, and there is an array of them. np.where or np.maximum go entry by "
    "entry; .any() and .all() make one of many."
)
EMPTY = "The largest or the smallest of nothing is asked for: what should come out where there is no entry?"
CAST = (
    "NumPy does not turn fractions into whole numbers by itself. What counts or is an index must be whole, and what is to "
    "hold fractions an array of floats."
)

# The first that fits counts.
KINDS = (
    _Kind(
        UnboundLocalError,
        "",
        "A name is read before this call has given it a value. A name that is assigned anywhere in a function belongs "
        "to that function alone: give it its first value before the branch or the loop that may not run.",
    ),
    _Kind(
        NameError,
        "",
        "The answer is a file of its own: what it uses must be imported or defined in it.",
    ),
    _Kind(
        TypeError,
        "^Cannot cast ufunc",
        "+=, -= and their like keep the kind of the array they write into, and whole numbers cannot hold a "
        "fraction. Write x = x + ..., which makes a new array, or make x an array of floats first.",
    ),
    _Kind(TypeError, "^Cannot cast array data from", CAST),
    _Kind(
        RuntimeError,
        "leaf Variable that requires grad",
        "You write into the tensor that came in, with += or an assignment to a part of it. It belongs to the caller, and "
        "its gradient is wanted: compute a new one, x = x + ..., or start from x.clone().",
    ),
    _Kind(
        RuntimeError,
        "same device|expected device",
        "A tensor is made on the processor while another lies elsewhere. Make it there: device=x.device.",
    ),
    _Kind(
        RuntimeError,
        r"call numpy\(\) on Tensor that requires grad",
        "NumPy knows nothing of gradients: stay with PyTorch's own functions from the input to the result.",
    ),
    _Kind(
        RuntimeError,
        r"(?:same dtype|expected scalar type|dtype).*?(Float|Double|Half|BFloat16|float|double|Long|long)",
        "Two tensors of different dtypes meet. What you make beside the input must have its dtype: dtype=x.dtype.",
    ),
    _Kind(
        RuntimeError,
        "probability tensor contains either",
        "multinomial is given NaN, infinity or a number below 0. Look at what leads there: an exp that overflows, a division by "
        "0, infinity minus infinity.",
    ),
    _Kind(
        RuntimeError,
        r"invalid multinomial distribution \(sum of probabilities <= 0\)",
        "In some row all that multinomial is given is 0, so that nothing can be drawn: did exp make 0 of every score?",
    ),
    _Kind(
        RecursionError,
        "",
        "The function calls itself without end, or deeper than the 1,000 calls or so that Python allows: which case "
        "should answer directly, or would a loop do?",
    ),
    _Kind(SystemExit, "", "A function hands its result back with return; exit ends the whole program."),
    _Kind(
        (AttributeError, TypeError),
        "NoneType",
        "Something is None there that should hold a value. Methods such as append, sort and update work in place "
        "and return None; so does a function without a return.",
    ),
    _Kind(
        KeyError,
        r"^('.*'|\(.*\)|-?[\d.]+)$",
        "A dictionary is asked for {0}, and at that moment it has no such key. Is it written before it is read? Where a "
        "key may be missing, .get(key, default) does not crash.",
    ),
    _Kind(
        IndexError,
        "index .*out of (?:range|bounds)",
        "An index goes beyond what is there. The last of n entries is number n - 1, and nothing has no entry at all: which "
        "is the last round of the loop, and what about an empty input?",
    ),
    _Kind(IndexError, "pop from (?:an )?empty", "Something is taken from a list that is empty by then."),
    _Kind(
        (ValueError, RuntimeError),
        r"matmul|cannot be multiplied|size mismatch, got|not aligned|core dimension",
        PRODUCT,
        cause="shapes",
    ),
    _Kind(
        (ValueError, RuntimeError),
        r"could not be broadcast|must match the size of tensor|not broadcastable|could not broadcast|shape mismatch",
        SHAPES,
        cause="shapes",
    ),
    _Kind(
        ValueError,
        r"shapes? \(.*\(|got \([\d, ]*\) and \(",
        "What is called there refuses the shapes it is given. Write the shape behind each of its arguments, and see which is "
        "not what you think.",
        cause="shapes",
    ),
    _Kind((ValueError, RuntimeError), "truth value of an array|Boolean value of Tensor with more", TRUTH),
    _Kind(
        (ValueError, RuntimeError, IndexError),
        r"zero-size array|empty sequence|arg is an empty|iterable argument is empty|numel\(\) == 0",
        EMPTY,
    ),
    _Kind(
        ValueError,
        "cannot reshape array of size|is invalid for input of size",
        "reshape keeps all numbers: the sizes of the new shape, multiplied, must give as many as there are.",
    ),
    _Kind(
        ValueError,
        r"^Expecting .*: line \d+ column|^Extra data: line|^Unterminated string|^Invalid control",
        "json.loads takes one whole JSON text and nothing beside it, and what it got here is none: print it to see.",
    ),
    _Kind(
        ValueError,
        "inhomogeneous|setting an array element with a sequence",
        "An array has rows of one length, and a list of unequal parts makes none.",
    ),
    _Kind(
        ValueError,
        r"(not enough|too many) values to unpack",
        "The names on the left of = are not as many as what stands on its right.",
    ),
    _Kind(
        ValueError,
        r"invalid literal for int|could not convert string to float: (.*)",
        "Text that is no number was to become one.",
    ),
    _Kind(
        (TypeError, ValueError, IndexError),
        "must be integers|only integer scalar arrays|only integers, slices|'float' object cannot be interpreted",
        "An index or a count must be a whole number. / always gives a float: // and int give whole numbers.",
    ),
    _Kind(
        TypeError,
        r"unhashable type: '(.*)'",
        "What is a key of a dictionary or stands in a set cannot be of type {0}, which may change: a tuple can, or a plain "
        "number.",
    ),
    _Kind(
        AttributeError,
        r"'(list|tuple|float|int|str|dict)' object has no attribute '(.*)'",
        "It is of type {0} here, which has no .{1}. np.asarray(...) makes an array of numbers; otherwise look for what a {0} "
        "has.",
    ),
    _Kind(
        TypeError,
        r"can't multiply sequence by non-int|unsupported operand type\(s\) for .*: '(?:list|tuple)'|"
        r"bad operand type for unary -: 'list'",
        "A list knows no arithmetic entry by entry: make it an array first, np.asarray(...), or go through it in a loop.",
    ),
    _Kind(
        TypeError,
        r"'(.*)' object is not (subscriptable|iterable)",
        "There is a value of type {0}, and it is used as if it held several: is a loop's variable taken for the list, or "
        "does a name stand for something else here?",
    ),
    _Kind(
        TypeError,
        r"^object of type '(?:int|float|numpy\.\w+)' has no len|^len\(\) of unsized object",
        "len is asked of a single number, which has none: may this argument be one number as well as several? np.size counts "
        "both, np.atleast_1d makes an array of both.",
    ),
    _Kind(
        TypeError,
        r"^object of type '(generator|map|filter|zip|Once)' has no len",
        "Not everything that can be walked through has a length. Count while you walk, or make a list of it first.",
    ),
    _Kind(
        ZeroDivisionError,
        "",
        "Something is divided by 0 here: a count of nothing, or a sum that is 0. What should come out then?",
    ),
)


def crash_advice(exercise: Exercise, error: BaseException) -> str:
    """The sentence for a crash; '' where its words say nothing we know."""
    text = error_message(error)
    if isinstance(error, TypeError) and text.startswith(f"{exercise.id}() ") and "argument" in text:
        return f"Keep the parameters of the stub: {exercise.id}{exercise.signature}."
    found = _found(error)
    return _sentence(*found) if found else ""


def same_cause(one: BaseException, other: BaseException) -> bool:
    """Whether two crashes come from one cause, though their words differ: two raises of the answer's own may say anything."""
    if type(one) is type(other) and is_own_raise(one) and is_own_raise(other):
        return True
    first, second = _found(one), _found(other)
    return first is not None and second is not None and _cause(first[0]) == _cause(second[0])


def _cause(kind: _Kind) -> str:
    return kind.cause or kind.advice


def is_own_raise(error: BaseException | None) -> bool:
    """Whether a raise statement of the answer itself was reached."""
    traced = own_traceback(error).strip() if error else ""
    return re.search(r"\n +raise \w[^\n]*(?:\n +[~^]+)?\n\S[^\n]*$", traced) is not None


def _found(error: BaseException) -> tuple[_Kind, re.Match[str]] | None:
    text = error_message(error)
    for kind in KINDS:
        if isinstance(error, kind.error) and (match := re.search(kind.words, text)):
            return kind, match
    return None
