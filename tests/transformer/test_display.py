"""What a terminal shows of a training."""

from firsthand.transformer.display import curve


def test_a_curve_falls_as_the_losses_do():
    assert curve([]) == ""
    assert curve([3.0, 2.0, 1.0]) == "█▄▁" or curve([3.0, 2.0, 1.0]) == "█▅▁"
    assert len(curve([1.0] * 1000, 30)) == 30
