"""Predictions of what a trick is worth, and the ledger they are held against."""

from rich.console import Console

from firsthand.cli import ablation as cli
from firsthand.transformer import ablation
from firsthand.transformer.ablation import TRICKS


def test_a_prediction_is_asked_for_and_held_against_what_came(monkeypatch, capsys):
    said = iter(["+", "perhaps", "-", *["0"] * (len(TRICKS) - 2)])
    monkeypatch.setattr(cli.typer, "prompt", lambda *_, **__: next(said))
    predictions = cli.ask_for_predictions()
    assert list(predictions.values()) == ["helps", "hurts", *["no evidence"] * (len(TRICKS) - 2)]
    found = [ablation.Difference(trick, 0.2, 0.1, 0.3) for trick in TRICKS]
    cli.show(found, predictions, Console(width=200))
    assert f"You predicted 1 of {len(TRICKS)}." in capsys.readouterr().out
