"""The process that runs an answer: whatever it writes, it cannot speak for the grader."""

import pytest


@pytest.mark.parametrize("message", [b"garbage\n", b'{"answer": "{}"}\n', b"[1]\n"])
def test_writing_into_the_graders_pipe_is_no_way_to_pass(check, message):
    result = check(
        f"""
        import os

        def softmax(logits, axis=-1):
            for number in range(3, 30):
                try:
                    os.write(number, {message!r})
                except OSError:
                    pass
            return logits
        """
    )
    assert not result.passed


@pytest.mark.parametrize("body", ["raise SystemExit", "return 1"])
def test_an_object_that_cannot_be_shown_is_of_the_wrong_type(check, body):
    result = check(
        f"""
        class Odd:
            def __repr__(self):
                {body}

        def softmax(logits, axis=-1):
            return Odd()
        """
    )
    assert result.outcome == "wrong type"


def test_a_list_that_holds_itself_is_of_the_wrong_type(check):
    result = check(
        """
        def softmax(logits, axis=-1):
            endless = []
            endless.append(endless)
            return endless
        """
    )
    assert result.outcome == "wrong type"
