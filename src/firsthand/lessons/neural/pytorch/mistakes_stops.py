"""Wrong moments to stop."""

import itertools
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def never_below_the_epoch_before(losses: Any, patience: Any) -> Any:
    if len(losses) <= patience:
        return False
    return all(losses[-i] >= losses[-i - 1] for i in range(1, patience + 1))


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


def _waited(
    losses: Any, patience: Any, best: float = float("inf"), is_better: Any = lambda loss, best: loss < best
) -> Any:
    """The right loop, with another idea of what is better, or of where the best begins."""
    waited = 0
    for loss in losses:
        if is_better(loss, best):
            best, waited = loss, 0
        else:
            waited += 1
    return bool(waited >= patience)


def better_by_a_margin(losses: Any, patience: Any) -> Any:
    return _waited(losses, patience, is_better=lambda loss, best: loss < best - 1e-4)


def nan_counts_as_better(losses: Any, patience: Any) -> Any:
    return _waited(losses, patience, is_better=lambda loss, best: not loss >= best)


def best_begins_at_one(losses: Any, patience: Any) -> Any:
    return _waited(losses, patience, best=1.0)


def first_is_no_better(losses: Any, patience: Any) -> Any:
    return _waited(losses, patience, best=losses[0])


def highest_is_best(losses: Any, patience: Any) -> Any:
    return _waited([-loss for loss in losses], patience)


def losses_rounded(losses: Any, patience: Any) -> Any:
    return _waited([round(loss, 2) for loss in losses], patience)


def nan_is_no_epoch(losses: Any, patience: Any) -> Any:
    return _waited([loss for loss in losses if loss == loss], patience)


def ever_waited_so_long(losses: Any, patience: Any) -> Any:
    return any(_waited(losses[:end], patience) for end in range(1, len(losses) + 1))


def rising_all_the_time(losses: Any, patience: Any) -> Any:
    latest = losses[-patience - 1 :]
    return len(latest) > patience and all(b > a for a, b in itertools.pairwise(latest))


def epochs_since(losses: Any, patience: Any) -> Any:
    return len(losses) - 1 - int(np.nanargmin(losses))


def against_the_epoch_so_long_ago(losses: Any, patience: Any) -> Any:
    return len(losses) > patience and not losses[-1] < losses[-1 - patience]


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
        also=[never_below_the_epoch_before],
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
    Mistake(
        better_by_a_margin,
        "A new low counts only where it is lower by some margin. That is min_delta in other libraries; here any loss below all "
        "before it is better.",
    ),
    Mistake(
        nan_counts_as_better,
        "not loss >= best is true for NaN, with which every comparison is false. Ask loss < best.",
    ),
    Mistake(
        best_begins_at_one,
        "The best begins at a number that losses may lie above, so the first epochs count as no better. Begin with the first "
        "loss, or with infinity.",
    ),
    Mistake(
        first_is_no_better,
        "The first epoch is compared with itself and counts as no better. Begin with the second, or with a best of infinity.",
    ),
    Mistake(highest_is_best, "You look for the highest loss. A loss is better the lower it is."),
    Mistake(
        losses_rounded,
        "The losses are rounded before they are compared: a small new low is lost. Compare them as they are.",
    ),
    Mistake(
        nan_is_no_epoch,
        "Epochs with NaN are left out of the count. They brought nothing, and count as epochs of waiting.",
    ),
    Mistake(
        ever_waited_so_long,
        "You stop where there was once such a stretch, even if a new low came after it. Only the last epochs count.",
    ),
    Mistake(
        rising_all_the_time,
        "You stop only where the loss rises from epoch to epoch. It is enough that none of the last was below the best.",
    ),
    Mistake(
        epochs_since,
        "That is how many epochs have passed since the best. Say whether they are patience or more.",
        "wrong type",
    ),
    Mistake(
        against_the_epoch_so_long_ago,
        "You compare the latest epoch with the one patience epochs ago. Neither need be the lowest: look at all that came "
        "before, and at all of the last ones.",
    ),
]
