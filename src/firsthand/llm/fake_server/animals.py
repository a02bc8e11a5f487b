"""What the toy model has read: a few sentences about each of sixteen animals."""

from collections.abc import Mapping
from types import MappingProxyType

ANIMALS: Mapping[str, str] = MappingProxyType(
    {
        "heron": "The heron stands in the shallow water. It waits for fish without moving. It eats fish and frogs. It "
        "builds its nest in a tall tree. In winter it stays near rivers that do not freeze.",
        "bee": "The bee flies from flower to flower. It eats nectar and pollen. It lives in a hive with thousands of "
        "others. In winter it stays in the hive and keeps the queen warm. It dances to say where the flowers "
        "are.",
        "owl": "The owl sits in an old tree. It hunts at night and hears a mouse under the snow. It eats mice and "
        "small birds. By day it sleeps in a hollow tree. It turns its head and not its eyes.",
        "fox": "The fox lives in a den under the roots of a tree. It hunts at night and in the early morning. It "
        "eats mice, berries and what people throw away. In winter it hears a mouse under the snow and jumps. "
        "It carries its tail behind it like a flag.",
        "hedgehog": "The hedgehog sleeps under a heap of leaves. It looks for food at night. It eats beetles, worms and "
        "snails. In winter it sleeps for five months. It rolls itself up when it is afraid.",
        "otter": "The otter lives at the bank of a clean river. It swims under the water with its nose closed. It eats "
        "fish and crabs. It sleeps in a den under the roots of a tree. It plays even when it is old.",
        "swallow": "The swallow builds its nest of mud under a roof. It eats flies and catches them in the air. In "
        "winter it flies to Africa. In spring it comes back to the same nest. It flies low before rain.",
        "beaver": "The beaver builds a dam of branches and mud. It lives in a lodge with a door under the water. It "
        "eats bark and the leaves of trees. It fells a tree with its teeth. In winter it eats the branches "
        "that it has stored.",
        "bat": "The bat sleeps by day and hangs from its feet. It hunts at night and hears where the moths are. It "
        "eats moths and flies. In winter it sleeps in a cave. It is no bird and feeds its young on milk.",
        "squirrel": "The squirrel lives in a tall tree. It eats nuts, seeds and berries. In autumn it hides nuts in the "
        "ground. In winter it looks for the nuts and does not find them all. It builds its nest of branches "
        "and leaves.",
        "frog": "The frog lives in the pond and in the wet grass. It eats flies and worms. It catches them with its "
        "tongue. In winter it sleeps in the mud. It lays its eggs in the water in spring.",
        "mole": "The mole lives under the ground. It digs with its hands and hardly sees. It eats worms and beetles. "
        "It does not sleep in winter. It feels a worm move in the ground.",
        "stork": "The stork builds its nest on a roof. It eats frogs, mice and big insects. In winter it flies to "
        "Africa. It greets the other with a clatter. In spring it comes back to the same nest.",
        "salmon": "The salmon lives in the sea. It swims up the river where it was born. It jumps over stones and small "
        "falls. It lays its eggs in the gravel of the river. It eats crabs and small fish.",
        "ant": "The ant lives in a nest with thousands of others. It carries leaves that are larger than itself. It "
        "eats seeds, insects and what people throw away. It finds its way back by smell. In winter it stays "
        "deep under the ground.",
        "badger": "The badger lives in a den with many doors. It looks for food at night. It eats worms, berries and "
        "roots. By day it sleeps in the den. In winter it sleeps long but does not sleep for five months.",
    }
)
