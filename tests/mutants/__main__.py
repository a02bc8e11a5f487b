"""`make mutants`: plant every bug of the list, or those whose description holds a word; print what no test caught."""

import sys
import time

from mutants import is_caught, read

words = " ".join(sys.argv[1:])
chosen = [one for one in read() if words in one.what]
survivors = []
for number, mutant in enumerate(chosen, start=1):
    begun = time.monotonic()
    caught = is_caught(mutant)
    print(
        f"{number:3}/{len(chosen)} {'caught  ' if caught else 'SURVIVED'} {time.monotonic() - begun:5.0f} s  {mutant.what}",
        flush=True,
    )
    if not caught:
        survivors.append(mutant)
print(f"{len(chosen) - len(survivors)} of {len(chosen)} caught.")
for mutant in survivors:
    print(f"No test of {mutant.tests} saw that {mutant.what} ({mutant.place()}).")
sys.exit(bool(survivors))
