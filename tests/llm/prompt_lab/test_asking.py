"""Many calls of one model at once, by a model that answers as it is told."""

import asyncio

from firsthand.llm.errors import BudgetError, LLMError
from firsthand.llm.prompt_lab.asking import ask_all
from firsthand.llm.prompt_lab.cache import Call


class Told:
    """Answers with the question after a turn of the others; `at` is for those that fail, by the number asked so far."""

    def __init__(self, at=lambda number, model: None):
        self.at, self.asked, self.now, self.most = at, [], 0, 0

    async def areply(self, prompt, *, temperature, max_tokens):
        self.asked.append((prompt, temperature, max_tokens))
        self.now += 1
        self.most = max(self.most, self.now)
        error = self.at(len(self.asked), self)
        await asyncio.sleep(0)
        self.now -= 1
        if error:
            raise error
        return f"to {prompt}"


def asked(model, count, **options):
    """What was handed over for so many calls, by the question."""
    kept = {}

    def keep(call, outcome):
        assert call.prompt not in kept
        kept[call.prompt] = outcome

    calls = [Call("m", str(number), 0.5, 9) for number in range(count)]
    asyncio.run(ask_all(model, calls, None, keep, **options))
    assert sorted(kept, key=int) == [call.prompt for call in calls]
    return kept


def test_every_call_is_made_once_and_no_more_at_once_than_allowed():
    model = Told()
    kept = asked(model, 9, at_once=3)
    assert kept["4"] == "to 4"
    assert sorted(model.asked) == [(str(number), 0.5, 9) for number in range(9)]
    assert model.most == 3


def test_a_failure_is_handed_over_and_stops_nothing():
    gone = LLMError("gone")
    kept = asked(Told(lambda number, model: gone if number == 2 else None), 5, at_once=2)
    assert [outcome for outcome in kept.values() if isinstance(outcome, LLMError)] == [gone]


def test_what_does_not_fit_beside_the_others_is_asked_alone():
    # Nothing fits while another call is under way.
    model = Told(lambda number, model: BudgetError("tight") if model.now > 1 else None)
    kept = asked(model, 6, at_once=4)
    assert all(isinstance(outcome, str) for outcome in kept.values())


def test_a_call_that_might_really_pass_the_cap_ends_the_asking():
    full = BudgetError("full")
    model = Told(lambda number, model: full if number > 2 else None)
    kept = asked(model, 9, at_once=2)
    assert list(kept.values()).count(full) == 7
    assert len(model.asked) <= 2 + 2 + 1  # two came, two did not fit, one was tried alone
