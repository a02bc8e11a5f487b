"""The explorable of the lesson Training networks: three ways down from the same start."""

from firsthand.course.content.explorable import Explorable, Scene, Slider, Values
from firsthand.lessons.neural.neural_network.moons import WAYS, scene, way

EPOCHS = 20


def _draw(values: Values) -> Scene:
    kind, epoch = int(values["way"]), int(values["epoch"])
    weights, biases, loss = way(kind - 1, EPOCHS, 1)[epoch - 1]
    return scene(weights, biases, loss, f"{WAYS[kind - 1][0].capitalize()}, epoch {epoch}")


three_ways_down = Explorable(
    title="Three ways down from the same start",
    try_this="Stop at epoch 5 and change the way: 1 is plain, all rows at once; 2 is momentum and 3 is Adam, both with "
    "batches of 32. Each has seen every row five times.",
    controls=[
        Slider("epoch", "epoch", 1, EPOCHS, 1, 5),
        Slider("way", "way: 1 plain, 2 momentum, 3 Adam", 1, 3, 1, 3),
    ],
    draw=_draw,
)
