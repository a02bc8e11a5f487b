"""What people write for adam_step that is wrong, and what to tell them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _adam(
    step: Callable[[Any, Any, Any, Any, int, float, float, float, float], Any], name: str
) -> Callable[..., Any]:
    """Give a short formula the long signature of adam_step."""

    def version(
        weights: Any,
        gradient: Any,
        m: Any,
        v: Any,
        t: int,
        rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> Any:
        return step(weights, gradient, m, v, t, rate, beta1, beta2, epsilon)

    version.__name__ = name
    return version


def _means(g: Any, m: Any, v: Any, beta1: float, beta2: float) -> tuple[Any, Any]:
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


def _moved(w: Any, m: Any, v: Any, t: Any, rate: float, beta1: float, beta2: float, epsilon: float) -> Any:
    return w - rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)


def _no_correction(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * m / (np.sqrt(v) + e), m, v


def _t_from_zero(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t + 1, r, b1, b2, e), m, v


def _t_forgotten(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, 1, r, b1, b2, e), m, v


def _times_t(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1 * t)) / (np.sqrt(np.abs(v / (1 - b2 * t))) + e), m, v


def _epsilon_inside(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + e), m, v


def _corrected_kept(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t, r, b1, b2, e), m / (1 - b1**t), v / (1 - b2**t)


def _no_root(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1**t)) / (v / (1 - b2**t) + e), m, v


def _no_square(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * np.abs(g)
    return _moved(w, m, v, t, r, b1, b2, e), m, v


def _gradient_moves(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * g / (np.sqrt(v / (1 - b2**t)) + e), m, v


def _betas_swapped(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b2, b1)
    return _moved(w, m, v, t, r, b2, b1, e), m, v


def _whole_gradient(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = b1 * m + g, b2 * v + g**2
    return _moved(w, m, v, t, r, b1, b2, e), m, v


def _uphill(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return 2 * w - _moved(w, m, v, t, r, b1, b2, e), m, v


def _weights_alone(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t, r, b1, b2, e)


def _in_place(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m *= b1
    m += (1 - b1) * g
    v *= b2
    v += (1 - b2) * g**2
    return _moved(w, m, v, t, r, b1, b2, e), m, v


def _only_m_corrected(
    w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float
) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * (m / (1 - b1**t)) / (np.sqrt(v) + e), m, v


def _epsilon_fixed(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t, r, b1, b2, 1e-8), m, v


def _no_epsilon(w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return _moved(w, m, v, t, r, b1, b2, 0.0), m, v


def _one_rate_for_all(
    w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float
) -> Any:
    m, v = _means(g, m, v, b1, b2)[0], b2 * v + (1 - b2) * np.mean(g**2)
    return _moved(w, m, v, t, r, b1, b2, e), m, v


def _corrected_only_at_first(
    w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float
) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return (_moved(w, m, v, t, r, b1, b2, e) if t < 50 else w - r * m / (np.sqrt(v) + e)), m, v


def _epsilon_before_the_correction(
    w: Any, g: Any, m: Any, v: Any, t: int, r: float, b1: float, b2: float, e: float
) -> Any:
    m, v = _means(g, m, v, b1, b2)
    return w - r * np.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + e), m, v


def larger_rate(
    weights: Any,
    gradient: Any,
    m: Any,
    v: Any,
    t: int,
    rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    m, v = _means(gradient, m, v, beta1, beta2)
    return _moved(weights, m, v, t, rate, beta1, beta2, epsilon), m, v


def shorter_memory(
    weights: Any,
    gradient: Any,
    m: Any,
    v: Any,
    t: int,
    rate: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.99,
    epsilon: float = 1e-8,
) -> Any:
    m, v = _means(gradient, m, v, beta1, beta2)
    return _moved(weights, m, v, t, rate, beta1, beta2, epsilon), m, v


def larger_epsilon(
    weights: Any,
    gradient: Any,
    m: Any,
    v: Any,
    t: int,
    rate: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-7,
) -> Any:
    m, v = _means(gradient, m, v, beta1, beta2)
    return _moved(weights, m, v, t, rate, beta1, beta2, epsilon), m, v


ADAM_STEP = [
    Mistake(
        _adam(_only_m_corrected, "only_m_corrected"),
        "m is corrected and v is not. Both start at 0: v_hat = v / (1 - beta2**t).",
    ),
    Mistake(_adam(_epsilon_fixed, "epsilon_fixed"), "You wrote 1e-8 where `epsilon` belongs."),
    Mistake(
        _adam(_no_epsilon, "no_epsilon"),
        "epsilon is missing. A weight whose gradient was always 0 has v = 0, and 0 / 0 is NaN.",
    ),
    Mistake(
        _adam(_one_rate_for_all, "one_rate_for_all"),
        "You averaged the squared gradient over the weights. Each weight keeps a v of its own: gradient**2, entry by entry.",
    ),
    Mistake(
        _adam(_corrected_only_at_first, "corrected_only_at_first"),
        "After some steps you leave the correction out. It fades by itself, and at beta2 = 0.999 it matters for thousands "
        "of steps.",
    ),
    Mistake(
        _adam(_epsilon_before_the_correction, "epsilon_before_the_correction"),
        "epsilon is added to the root of the uncorrected v, where it weighs more at first. Add it to sqrt(v_hat).",
    ),
    Mistake(larger_rate, "Unless said otherwise the rate is 0.001: keep the stub's defaults."),
    Mistake(shorter_memory, "Unless said otherwise beta2 is 0.999: keep the stub's defaults."),
    Mistake(larger_epsilon, "Unless said otherwise epsilon is 1e-8: keep the stub's defaults."),
    Mistake(
        _adam(_no_correction, "no_correction"),
        "The bias correction is missing. m and v start at 0, so at step 1 m is a tenth of the gradient and v a "
        "thousandth of its square: divide by 1 - beta1**t and 1 - beta2**t.",
    ),
    Mistake(
        _adam(_t_from_zero, "t_from_zero"),
        "The correction is one step too late: t is 1 at the first step already, so do not add to it.",
    ),
    Mistake(
        _adam(_t_forgotten, "t_forgotten"),
        "The correction is always that of the first step. It fades as t grows: 1 - beta1**t.",
    ),
    Mistake(
        _adam(_times_t, "times_t"),
        "beta**t is a power, not a product: after t steps a share of beta**t is still missing.",
    ),
    Mistake(
        _adam(_epsilon_inside, "epsilon_inside"),
        "epsilon stands inside the root. There 1e-8 acts like 1e-4, and slopes smaller than that hardly move "
        "anything. Add it after the root.",
    ),
    Mistake(
        _adam(_corrected_kept, "corrected_kept"),
        "You returned the corrected m and v. The next step would go on from them and correct them again: return the "
        "plain ones.",
    ),
    Mistake(
        _adam(_no_root, "no_root"),
        "The root is missing. v is a mean of squares; its root is in the units of the gradient, and the step in those of "
        "the rate.",
    ),
    Mistake(_adam(_no_square, "no_square"), "v is the running mean of the gradient's square."),
    Mistake(
        _adam(_gradient_moves, "gradient_moves"),
        "The weights moved by the gradient itself. m_hat, its running mean, belongs there (without it, this is RMSprop).",
    ),
    Mistake(
        _adam(_betas_swapped, "betas_swapped"),
        "The betas are swapped: beta1 is for m, beta2 for v.",
    ),
    Mistake(
        _adam(_whole_gradient, "whole_gradient"),
        "These are sums, not means: the new part is weighed by 1 - beta.",
    ),
    Mistake(_adam(_uphill, "adam_uphill"), "It steps uphill: subtract."),
    Mistake(
        _adam(_weights_alone, "adam_weights_alone"),
        "Only the weights came back. The next step needs m and v: return all three.",
        "wrong type",
    ),
    Mistake(
        _adam(_in_place, "adam_in_place"),
        "*= writes over the m and v you were given. Build new ones: m = beta1 * m + (1 - beta1) * gradient.",
        "changed its input",
    ),
]
