import gc
import random
import sys
import time
import warnings

import numpy as np
import pytest

from firsthand.course.grading.observe import Alarm, kept_chance, observe, own_traceback, same


@pytest.fixture
def alarm():
    alarm = Alarm()
    yield alarm
    alarm.close()


def test_a_value_comes_back_and_the_argument_is_a_copy(alarm):
    x = np.array([1.0, 2.0])
    seen = observe(lambda given: given["x"].sum(), {"x": x}, alarm, 1.0)
    assert (seen.value, seen.changed, seen.error) == (3.0, "", None)


def test_a_change_of_the_input_is_named_and_does_not_reach_ours(alarm):
    x = np.array([1.0, 2.0])

    def spoil(given):
        given["x"] -= 1

    assert observe(spoil, {"x": x}, alarm, 1.0).changed == "x"
    assert x.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), RecursionError(), GeneratorExit()])
def test_whatever_it_raises_is_a_finding(alarm, error):
    def fail(_):
        raise error

    assert observe(fail, {}, alarm, 1.0).error is error


def test_the_person_at_the_keyboard_gets_through(alarm):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe(interrupt, {}, alarm, 1.0)


def test_an_endless_loop_is_stopped(alarm):
    def forever(_):
        while True:
            pass

    assert observe(forever, {}, alarm, 0.2).slow


def test_an_endless_loop_that_swallows_exceptions_is_stopped(alarm):
    def stubborn(_):
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    assert observe(stubborn, {}, alarm, 0.2).slow


def test_a_call_that_swallows_the_alarm_and_returns_counts_as_slow(alarm):
    def sly(_):
        try:
            while True:
                pass
        except BaseException:
            return 1

    assert observe(sly, {}, alarm, 0.2).slow
    assert observe(lambda _: 2, {}, alarm, 0.2).value == 2


def test_warnings_and_the_recursion_limit_are_put_back_after_a_call_and_global_chance_after_all(alarm):
    def careless(_):
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002
        sys.setrecursionlimit(50_000)
        warnings.simplefilter("always")
        return np.log(np.zeros(1))

    before = (sys.getrecursionlimit(), list(warnings.filters))
    chance = random.getstate(), np.random.get_state()  # noqa: NPY002
    expected = random.random(), np.random.random()  # noqa: NPY002
    random.setstate(chance[0])
    np.random.set_state(chance[1])  # noqa: NPY002
    with kept_chance():
        observe(careless, {}, alarm, 1.0)
        assert (sys.getrecursionlimit(), list(warnings.filters)) == before
        observe(careless, {}, alarm, 1.0)
    assert (random.random(), np.random.random()) == expected  # noqa: NPY002


def test_same_looks_all_the_way_in():
    assert same([np.array([np.nan])], [np.array([np.nan])])
    assert not same(np.array([1]), np.array([1.0]))
    assert not same({"a": [1, 2]}, {"a": [1, 3]})
    assert not same((1,), [1])


def test_the_traceback_starts_at_the_learners_line(alarm):
    namespace = {"__name__": "answer_x"}
    exec(compile("def f(given):\n    return 1 / 0\n", "answers/x.py", "exec"), namespace)
    seen = observe(namespace["f"], {}, alarm, 1.0)
    text = own_traceback(seen.error)
    assert "answers/x.py" in text
    assert "observe.py" not in text
    assert text.rstrip().endswith("ZeroDivisionError: division by zero")


def test_no_garbage_is_collected_within_a_call(alarm):
    seen = observe(lambda given: (gc.isenabled(), gc.enable())[0], {}, alarm, 1.0)
    assert seen.value is False
    assert gc.isenabled()


def test_the_alarm_rings_again_for_code_that_swallows_it(alarm):
    rung = []

    def deaf(given):
        for _ in range(2):
            end = time.monotonic() + 10
            try:
                while time.monotonic() < end:
                    pass
            except BaseException as heard:
                rung.append(type(heard).__name__)

    assert observe(deaf, {}, alarm, 0.1).slow
    assert rung == ["TooSlow", "TooSlow"]
