"""The explorable of the lesson A network in NumPy: the plain recipe, step by step."""

from firsthand.course.content.explorable import Explorable, Scene, Slider, Values
from firsthand.lessons.neural.neural_network.moons import scene, way

EVERY, LAST = 20, 1000


def _draw(values: Values) -> Scene:
    step = int(values["step"])
    weights, biases, loss = way(0, LAST // EVERY, EVERY)[step // EVERY - 1]
    return scene(weights, biases, loss, f"Step {step}")


plain_training = Explorable(
    title="A boundary that learns to bend",
    try_this="Move from step 20 to 1000: first it turns, then it bends. Where does it gain least for most steps?",
    controls=[Slider("step", "step", EVERY, LAST, EVERY, 200)],
    draw=_draw,
)
