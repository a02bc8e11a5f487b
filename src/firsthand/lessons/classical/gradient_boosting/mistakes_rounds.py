"""What people write for best_round that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def lowest_of_all(losses: Any, patience: int) -> Any:
    return int(np.argmin(losses))


def where_it_stopped(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            return i
    return len(losses) - 1


def against_the_round_before(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        waited = 0 if losses[i] < losses[i - 1] else waited + 1
        if losses[i] < losses[best]:
            best = i
        if waited >= patience:
            break
    return best


def lowest_of_its_last_fall(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[i - 1]:
            best, waited = i, 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def ties_are_progress(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss <= lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            break
    return best


def one_round_too_patient(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best > patience:
            break
    return best


def one_round_too_hasty(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited >= patience - 1 and waited:
            break
        if patience == 1 and losses[i] >= losses[best] and i != best:
            break
    return best


def waits_add_up(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def counted_from_one(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            break
    return best + 1


def loss_for_rounds(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            break
    return float(lowest) + 0.0 * best


def only_so_many_rounds(losses: Any, patience: int) -> Any:
    return int(np.argmin(losses[: patience + 1]))


def nothing_unless_stopped(losses: Any, patience: int) -> Any:
    best, lowest = 0, np.inf
    for i, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = i, loss
        elif i - best >= patience:
            return best
    return len(losses) - 1


def almost_equal_is_no_progress(losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if i and loss < losses[best] and not np.isclose(loss, losses[best]):
            best, waited = i, 0
        elif i:
            waited += 1
        if waited == patience:
            break
    return best


def from_a_best_of(lowest: float, losses: Any, patience: int) -> Any:
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, i, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best


def from_a_best_of_nothing(losses: Any, patience: int) -> Any:
    return from_a_best_of(0.0, losses, patience)


def from_a_best_of_999(losses: Any, patience: int) -> Any:
    return from_a_best_of(999.0, losses, patience)


def before_any_round_forgotten(losses: Any, patience: int) -> Any:
    return 1 + from_a_best_of(np.inf, losses[1:], patience) if len(losses) > 1 else 0


BEST_ROUND = [
    Mistake(
        almost_equal_is_no_progress,
        "You pass over progress that is small. Any loss below the lowest so far counts, however little it is below: "
        "compare with <.",
    ),
    Mistake(
        from_a_best_of_nothing,
        "You start from a lowest loss of 0, which no positive loss is below. Start from losses[0].",
    ),
    Mistake(
        from_a_best_of_999,
        "You start from a large number as the lowest loss so far, and losses may be larger. Start from losses[0], or "
        "from np.inf.",
    ),
    Mistake(
        before_any_round_forgotten,
        "losses[0] is the loss before the first round, and it may be the lowest: then 0 rounds are kept.",
    ),
    Mistake(
        lowest_of_all,
        "You looked at the whole list. Training has stopped by then: losses after the stop were never measured, however "
        "low they would have been.",
    ),
    Mistake(
        where_it_stopped,
        "That is the round at which it stopped. The rounds after the best one did not help: give them up, and return the "
        "best.",
    ),
    Mistake(
        against_the_round_before,
        "You waited since the last fall from one round to the next. Progress is a loss below the lowest so far: a curve that "
        "climbs and zigzags falls every other round, too.",
        also=[lowest_of_its_last_fall],
    ),
    Mistake(
        ties_are_progress,
        "You counted an equal loss as progress. Where the loss lies flat that never stops: it must be lower.",
    ),
    Mistake(
        one_round_too_patient,
        "You stop one round too late. When `patience` rounds have passed since the best, it is over.",
    ),
    Mistake(
        one_round_too_hasty,
        "You stop one round too early: `patience` rounds may pass without progress, all of them.",
    ),
    Mistake(
        waits_add_up,
        "You counted all rounds without progress. Only those in a row count: after a new lowest loss, start again at 0.",
    ),
    Mistake(
        counted_from_one,
        "You are one too high. losses[0] was measured before the first round, so the place in the list is the number of "
        "rounds.",
    ),
    Mistake(
        loss_for_rounds,
        "You returned a decimal number. Asked for is a count of rounds, a whole number: the place of the lowest loss, not the "
        "loss itself.",
        "wrong type",
    ),
    Mistake(
        only_so_many_rounds,
        "You looked at the first rounds only. Patience starts anew with each new lowest loss.",
    ),
    Mistake(
        nothing_unless_stopped,
        "When the list ends before the patience does, you keep every round. The best one is still the one to keep.",
    ),
]
