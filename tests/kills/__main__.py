"""Kill with -9 what writes, again and again, and look at what is left: `make kills`, or `python tests/kills digits=20 rag=20`.

Four campaigns, each with its number of kills (0 leaves it out): `digits` trainings, `rag` indexings, `check`s of an
answer, and `typing` in a browser (`steady_typing.py`). Whatever the moment, no file may be damaged, nothing doubled, and
the next start must go on. After each round stands what there is so far: rounds, kills that met something at work, seconds of
work lost, faults. Exits 1 when there was a fault, or when more than a second of typing was lost. SEED=number repeats the moments.
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # forks of a process with threads hang
    os.environ.setdefault(_name, "1")

import campaigns  # noqa: E402
import steady_typing  # noqa: E402

CAMPAIGNS = {
    "check": campaigns.checks,
    "rag": campaigns.indexings,
    "digits": campaigns.trainings,
    "typing": steady_typing.rounds,
}
USUAL = 5  # kills of each: two minutes; before a release there should be hundreds
MOST_SECONDS_OF_TYPING = 1.0
HEAD = f"{'campaign':9} {'rounds':>6} {'killed':>6} {'lost: median':>13} {'most':>8} {'faults':>6} {'minutes':>8}"


class Tally:
    """What the rounds of one campaign came to."""

    def __init__(self, name):
        self.name, self.begun = name, time.monotonic()
        self.rounds, self.lost, self.faults = 0, [], []

    def add(self, one):
        self.rounds += 1
        if one.hit:
            self.lost.append(one.lost)
        self.faults += one.faults

    @property
    def is_sound(self):
        typed = self.name != "typing" or max(self.lost, default=0.0) <= MOST_SECONDS_OF_TYPING
        return typed and not self.faults

    def line(self):
        lost = sorted(self.lost) or [0.0]
        minutes = (time.monotonic() - self.begun) / 60
        return (
            f"{self.name:9} {self.rounds:6} {len(self.lost):6} {lost[len(lost) // 2]:11.2f} s {lost[-1]:6.2f} s "
            f"{len(self.faults):6} {minutes:8.1f}"
        )


def campaign(name, kills, seed):
    """Kill until that many kills met something at work; a line after each round."""
    tally = Tally(name)
    with tempfile.TemporaryDirectory(prefix="firsthand-kills-") as folder:
        root = Path(folder) / "course"
        (root / ".firsthand").mkdir(parents=True)
        (root / "answers").mkdir()
        rounds = CAMPAIGNS[name](root, random.Random(seed))
        for one in rounds:
            tally.add(one)
            print(tally.line(), flush=True)
            for fault in one.faults:
                print(f"  {fault} (round {tally.rounds}, seed {seed})", flush=True)
            if len(tally.lost) >= kills:
                break
        rounds.close()
    return tally


def main(kills):
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    print(f"seed {seed}\n{HEAD}", flush=True)
    tallies = [campaign(name, number, seed) for name, number in kills.items() if number]
    print(f"\nIn all {sum(len(one.lost) for one in tallies)} kills\n{HEAD}")
    print("\n".join(one.line() for one in tallies), flush=True)
    return 0 if all(one.is_sound for one in tallies) else 1


def wanted(args):
    """`name=number` for each campaign; those not named have their usual number, or none when others are named."""
    named = dict(arg.split("=", 1) for arg in args)
    if set(named) - set(CAMPAIGNS):
        sys.exit(
            f"There is no campaign {', '.join(set(named) - set(CAMPAIGNS))}. There are {', '.join(CAMPAIGNS)}."
        )
    return {name: int(named.get(name, 0 if named else USUAL)) for name in CAMPAIGNS}


if __name__ == "__main__":
    sys.exit(main(wanted(sys.argv[1:])))
