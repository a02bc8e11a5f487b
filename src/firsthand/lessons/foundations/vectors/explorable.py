"""Play with two arrows: the dot product beside the cosine."""

import math

from firsthand.course.content.explorable import Explorable, Scene, Series, Slider, Values
from firsthand.foundations import cosine_similarity, dot, scale

A = (3.0, 1.0)


def two_arrows(values: Values) -> Scene:
    """Draw a, b, and the shadow that b throws on the line of a."""
    turn = math.radians(values["direction"])
    b = scale(values["length"], [math.cos(turn), math.sin(turn)])
    product, cosine = dot(A, b), cosine_similarity(A, b)
    shadow = scale(product / dot(A, A), A)
    return Scene(
        series=(
            Series("a", "arrow", (0, A[0]), (0, A[1])),
            Series("b", "arrow", (0, float(b[0])), (0, float(b[1])), "second"),
            Series("the shadow of b on a", "line", (0, float(shadow[0])), (0, float(shadow[1])), "third"),
            Series("", "line", (float(b[0]), float(shadow[0])), (float(b[1]), float(shadow[1])), "quiet"),
        ),
        x_range=(-4, 4),
        y_range=(-4, 4),
        x_label="first entry",
        y_label="second entry",
        numbers=(
            ("dot product", f"{product:.2f}"),
            ("cosine", f"{cosine:.2f}"),
            ("angle", f"{math.degrees(math.acos(cosine)):.0f}°" if values["length"] else "none"),
        ),
        message=f"b has length {values['length']:g}. The dot product is {product:.2f}, the cosine {cosine:.2f}.",
        equal_axes=True,
    )


angle = Explorable(
    title="Dot product and cosine",
    try_this="Change the length of b: the dot product grows, the cosine stays. Then turn b until both are 0.",
    controls=(
        Slider("direction", "direction, °", -180, 180, 1, 80),
        Slider("length", "length", 0, 4, 0.1, 2.5),
    ),
    draw=two_arrows,
)
