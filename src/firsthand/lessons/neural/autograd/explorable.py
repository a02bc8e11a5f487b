"""The explorable of the lesson Automatic differentiation: a small graph whose values and slopes follow its inputs."""

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.neural.autograd.graph import backpropagate

NODES = ("a", "b", "c", "p = a b", "s = p + c", "L = s²")
REACH = 60.0  # of the picture; beyond it bars are cut, and the table tells


def calculate(a: float, b: float, c: float) -> tuple[list[float], list[float]]:
    """Values of the six nodes, and how fast L changes with each."""
    p = a * b
    s = p + c
    slopes: dict[str, list[tuple[str, float]]] = {
        "L": [("s", s), ("s", s)],
        "s": [("p", 1.0), ("c", 1.0)],
        "p": [("a", b), ("b", a)],
        **{name: [] for name in "abc"},
    }
    gradients = backpropagate(slopes, "L")
    return [a, b, c, p, s, s * s], [gradients[name] for name in ("a", "b", "c", "p", "s", "L")]


def _draw(values: Values) -> Scene:
    found, slopes = calculate(values["a"], values["b"], values["c"])
    places = list(range(len(NODES)))
    return Scene(
        series=[
            Series("slope of L with it", "bars", places, [_cut(slope) for slope in slopes], "main"),
            Series("its value", "points", places, [_cut(value) for value in found], "second"),
        ],
        x_range=(-0.5, len(NODES) - 0.5),
        y_range=(-REACH, REACH),
        x_label="node of the graph",
        y_label="value and slope",
        numbers=[(name, f"{v:g}, slope {g:g}") for name, v, g in zip(NODES, found, slopes, strict=True)],
        message=f"L is {found[5]:g}. A little more of a changes it by {slopes[0]:g} a unit, of b by {slopes[1]:g}, of c by "
        f"{slopes[2]:g}.",
        categories=NODES,
    )


def _cut(number: float) -> float:
    return min(REACH, max(-REACH, number))


expression_graph = Explorable(
    title="Values forward, slopes back",
    try_this="Make the slope of a vanish in two ways: set b to 0, or choose c so that a b + c is 0. What happens "
    "to the slopes of b and c in either case?",
    controls=[
        Slider("a", "a", -3.0, 3.0, 0.5, 2.0),
        Slider("b", "b", -3.0, 3.0, 0.5, 3.0),
        Slider("c", "c", -6.0, 6.0, 0.5, -1.0),
    ],
    draw=_draw,
)
