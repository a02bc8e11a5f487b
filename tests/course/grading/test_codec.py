"""What comes from a learner's process: the same values again, and nothing that could run."""

import json

import numpy as np
import pytest

from firsthand.course.grading.codec import Garbled, decode, decode_error, encode, encode_error, told_traceback
from firsthand.course.grading.observe import same


def sent(value):
    return decode(json.loads(json.dumps(encode(value))))


@pytest.mark.parametrize(
    "value",
    [
        *(
            None,
            True,
            3,
            10**5000,
            2.5,
            float("nan"),
            float("-inf"),
            1 + 2j,
            "a\ud800",
            b"\x00",
            [1, (2, {3: "x"})],
        ),
        *({1, 2}, frozenset([3]), np.float32(1.5), np.int64(3), np.array([1.0, np.nan]), np.zeros((0, 3))),
        *(np.array(3.0), np.array(["a", "bb"]), np.array([True]), np.array([[1]], dtype=np.int8)),
        np.array([1, "x", None], dtype=object),
    ],
    ids=lambda value: type(value).__name__,
)
def test_plain_values_come_as_themselves(value):
    again = sent(value)
    assert type(again) is type(value)
    assert same(again, value) or again == value or again.tolist() == value.tolist()


class Odd:
    def __reduce__(self):
        return print, ("ran",)

    def __repr__(self):
        raise SystemExit


def test_everything_else_comes_as_a_name(capsys):
    again = sent([Odd(), print])
    assert [type(one).__name__ for one in again] == ["Odd", "builtin_function_or_method"]
    assert "raises SystemExit" in repr(again[0])
    assert capsys.readouterr().out == ""


def test_a_list_that_holds_itself_comes_to_an_end():
    endless = []
    endless.append(endless)
    assert isinstance(sent(endless), list)


@pytest.mark.parametrize(
    "data",
    [
        {"is": "pickle", "of": []},
        {"is": "array", "of": ["|O", [1], ""]},
        {"is": "array", "of": ["<f8", [3], "AAAA"]},
        {"is": "dataclass", "of": ["os", "system", {}]},
        {"is": "dataclass", "of": ["firsthand.course.grading.result", "Result", {"exercise": "dot"}]},
        {"is": "dict", "of": [[[{"is": "list", "of": [[]]}, 1]]]},
        [1],
        {"is": "int", "of": ["x"]},
    ],
)
def test_what_is_no_value_of_ours_is_refused(data):
    with pytest.raises(Garbled):
        decode(data)


class Own(ValueError):
    def __str__(self):
        return "mine"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        KeyError("k"),
        Own(),
        UnicodeDecodeError("utf8", b"x", 0, 1, "r"),
        SystemExit(3),
        OSError(2, "no"),
    ],
)
def test_an_error_keeps_its_name_its_family_and_its_message(error):
    again = decode_error(json.loads(json.dumps(encode_error(error, "line 3"))))
    assert type(again).__name__ == type(error).__name__
    assert str(again) == str(error)
    assert isinstance(again, ValueError) == isinstance(error, ValueError)
    assert told_traceback(again) == "line 3"
