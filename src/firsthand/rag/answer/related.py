"""Words that say the same, and words that exclude each other: what neither a stemmer nor an embedding can tell apart."""

from __future__ import annotations

from collections.abc import Iterable

from firsthand.rag.language import root

# A line each: any of them stands for any other.
_SAME = """
birth born birthplace
die killed deceased
create creator invent inventor invention design designer develop developer make maker build builder write writer author compose
found founder establish foundation
begin start launch commence
end finish conclude
open reopen
close shut
repair mend fix
clean wash wipe
remove delete erase
change alter modify
price cost costs pay fee charge expensive ticket
buy purchase acquire
marry wife husband married wedding spouse
work job employ
live reside home
publish release appear publication
win winner victory
large big size
small little
fast quick quickly rapid speed
allow permit may
forbid prohibit ban
help assist
picture image photo photograph
area surface
teach teacher instruct
temperature degrees warm hot cold heat
weigh weight heavy
high height tall
deep depth
wide width broad
long length
old age
often frequency times
restart reboot
contain hold consist
discover discovery discoverer
destroy destroyed
mean meaning stand
choose pick select
compute calculate
measure metric
overfit memorise memorize
benefit advantage
drawback disadvantage
"""
# A line each: one of them never stands for another.
_APART = """
north south east west northern southern eastern western
left right
first second third fourth fifth sixth last final
red blue green yellow white black grey brown orange purple
small large little big tiny huge
single double triple
morning noon afternoon evening night midnight
summer winter spring autumn
minimum maximum
upper lower top bottom
daily weekly monthly yearly annual
open close
start end
arrive leave depart
buy sell
inside outside
hot cold
adult child
son daughter
mother father
brother sister
train test
precision recall
supervised unsupervised
classification regression
import export
add remove delete
encode decode
bagging boosting
high deep wide long heavy
"""


def _groups(text: str) -> list[frozenset[str]]:
    return [frozenset(map(root, line.split())) for line in text.strip().split("\n")]


class _Groups:
    """Finds the other members of the groups that a word is in; made at the first question, since roots take a stemmer."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._of: dict[str, frozenset[str]] = {}

    def of(self, word: str) -> frozenset[str]:
        if not self._of:
            for group in _groups(self._text):
                for one in group:
                    self._of[one] = self._of.get(one, frozenset()) | group
        return self._of.get(root(word), frozenset())


_same, _apart = _Groups(_SAME), _Groups(_APART)


def same(one: str, roots: Iterable[str]) -> bool:
    """Whether one of the roots says the same as a word."""
    return not _same.of(one).isdisjoint(roots)


def apart(one: str, roots: Iterable[str]) -> bool:
    """Whether one of the roots says what excludes a word, and none says the word itself."""
    here = frozenset(roots)
    if root(one) in here or same(one, here):
        return False
    return not (_apart.of(one) - {root(one)}).isdisjoint(here)
