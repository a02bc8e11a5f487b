"""The explorable of the lesson Prompting: how much a vote among samples is worth."""

from functools import cache

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.llm.prompt_lab.voting import vote_accuracy

MOST_VOTES = 31
COUNTS = tuple(range(1, MOST_VOTES + 1, 2))


@cache
def _curve(accuracy: float, n_wrong: int) -> tuple[float, ...]:
    return tuple(vote_accuracy(accuracy, n, n_wrong) for n in COUNTS)


def _draw(values: Values) -> Scene:
    accuracy, votes, n_wrong = round(values["accuracy"], 2), round(values["votes"]), round(values["wrong"])
    scattered, one = _curve(accuracy, n_wrong), _curve(accuracy, 1)
    reached = scattered[COUNTS.index(votes)]
    gain = reached - accuracy
    return Scene(
        series=[
            Series("one sample", "line", [1.0, MOST_VOTES], [accuracy, accuracy], "quiet"),
            Series("wrong votes agree", "line", COUNTS, one, "third"),
            Series("the vote", "line", COUNTS, scattered, "main"),
            Series("your number of votes", "points", [votes], [reached], "second"),
        ],
        x_range=(0, MOST_VOTES + 1),
        y_range=(0, 1.4),  # above the curves there is room for the names
        x_label="votes",
        y_label="share of right answers",
        numbers=[
            ("one sample", f"{accuracy:.0%}"),
            ("the vote", f"{reached:.1%}"),
            ("if wrong votes agreed", f"{one[COUNTS.index(votes)]:.1%}"),
            ("cost", f"{votes} × one sample"),
        ],
        message=f"{votes} votes are right {reached:.1%} of the time, one sample {accuracy:.0%}: "
        f"{'a gain' if gain >= 0 else 'a loss'} of {abs(gain) * 100:.1f} points.",
    )


sample_vote = Explorable(
    title="What a vote is worth",
    try_this="Set one sample to 45 % with one wrong answer: more votes make it worse. Then let the wrong votes scatter over "
    "two answers and more: now the same samples win.",
    controls=[
        Slider("accuracy", "one sample is right", 0.05, 0.95, 0.05, 0.6),
        Slider("votes", "votes", 1, MOST_VOTES, 2, 9),
        Slider("wrong", "wrong answers", 1, 6, 1, 1),
    ],
    draw=_draw,
)
