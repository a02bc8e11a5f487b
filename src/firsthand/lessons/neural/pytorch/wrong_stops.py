"""Wrong moments to stop."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake


def equal_counts_as_better(losses: Any, patience: Any) -> Any:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
    return len(losses) - 1 - best >= patience


def compared_with_the_epoch_before(losses: Any, patience: Any) -> Any:
    if len(losses) <= patience:
        return False
    return not any(losses[-i] < losses[-i - 1] for i in range(1, patience + 1))


def compared_with_the_start_of_the_window(losses: Any, patience: Any) -> Any:
    if len(losses) <= patience:
        return False
    return not any(loss < losses[-patience - 1] for loss in losses[-patience:])


def no_patience(losses: Any, patience: Any) -> Any:
    return not losses[-1] <= np.nanmin(losses)


def worse_epochs_counted_over_all(losses: Any, patience: Any) -> Any:
    best, worse = losses[0], 0
    for loss in losses[1:]:
        if loss < best:
            best = loss
        else:
            worse += 1
    return worse >= patience


def one_epoch_too_late(losses: Any, patience: Any) -> Any:
    return len(losses) - 1 - int(np.nanargmin(losses)) > patience


def one_epoch_too_early(losses: Any, patience: Any) -> Any:
    return len(losses) - int(np.nanargmin(losses)) >= patience


def nan_is_the_lowest(losses: Any, patience: Any) -> Any:
    return len(losses) - 1 - int(np.argmin(losses)) >= patience


def too_short_a_list(losses: Any, patience: Any) -> Any:
    return not any(loss < np.nanmin(losses[:-patience]) for loss in losses[-patience:])


def latest_of_the_window_alone(losses: Any, patience: Any) -> Any:
    return len(losses) > patience and not losses[-1] < np.nanmin(losses[:-patience])


STOPS = [
    Mistake(
        equal_counts_as_better,
        "An epoch with the same loss as the best counts as better for you, so a loss that stands still is trained for ever. "
        "Better means below: < and not <=.",
    ),
    Mistake(
        compared_with_the_epoch_before,
        "You compare each loss with the one before it. A loss that goes up and down would then never stop the training. "
        "Compare with the lowest so far.",
    ),
    Mistake(
        compared_with_the_start_of_the_window,
        "You compare the last epochs with the one just before them. That one may have been a bad one: compare with the lowest "
        "of all that came before.",
    ),
    Mistake(
        no_patience,
        "You stop as soon as the latest epoch is not the best. Losses go up and down: count how many epochs have passed since "
        "the best, and compare that with the patience.",
    ),
    Mistake(
        worse_epochs_counted_over_all,
        "You count all epochs that were no better. When one is better, the waiting begins again at 0.",
    ),
    Mistake(
        one_epoch_too_late,
        "You wait one epoch too many. With patience 1 the first epoch that is not better is the last: compare with >=, not with "
        ">.",
    ),
    Mistake(
        one_epoch_too_early,
        "You stop one epoch too early: the latest epoch has number len(losses) - 1, and so many epochs less the number of the "
        "best have passed since.",
    ),
    Mistake(
        nan_is_the_lowest,
        "np.argmin takes NaN for the lowest of all. A loss that is no number is not better: np.nanargmin, or a loop with <, "
        "passes it over.",
    ),
    Mistake(
        too_short_a_list,
        "With no more losses than the patience there is nothing before the last ones to compare with. The first epoch is always "
        "better than nothing, so do not stop.",
        "crashed",
    ),
    Mistake(
        latest_of_the_window_alone,
        "You look at the latest epoch only. If any of the last epochs found a new low, the waiting began again there.",
    ),
]
