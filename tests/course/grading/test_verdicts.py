"""What is said of a file that cannot be judged at all."""

import pytest


def test_a_missing_file_is_untouched(workers, tmp_path):
    assert workers.check("softmax", tmp_path / "none.py", tmp_path).outcome == "untouched"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def softmax(logits:", "Python cannot read line 1"),
        ("import nonsense_that_is_not_there", "ModuleNotFoundError"),
        ("x = 1", "does not define softmax"),
        ("raise SystemExit", "SystemExit"),
        ("softmax = 3", "not a function"),
        ("def softmax(logits, axis=-1):\n    return jnp.exp(logits)", "NameError"),
        ("\x00", "cannot"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(check, source, message):
    result = check(source)
    assert result.outcome in ("crashed", "wrong type")
    assert message in result.message, result
