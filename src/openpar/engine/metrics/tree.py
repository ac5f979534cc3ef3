"""For whom a fact counts: the organisation of its day, everything above it, and after a succession whoever took over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tree:
    """`counts`: organisation of the fact → the units it counts for. `split`: organisations whose facts nobody can place, never guessed."""

    counts: Mapping[int, tuple[int, ...]]
    split: tuple[int, ...] = ()
    units: tuple[int, ...] = field(default=())


def tree(parents: Mapping[int, int | None], units: Iterable[int], today: Mapping[int, int | None] | None = None) -> Tree:
    """Every unit counts its own facts and those of everything below it.

    Without `today` facts stay where they were; with it each organisation stands for its successor of today, and None means
    a split without a rule: such organisations are listed and count nowhere.

    >>> parents = {1: None, 2: 1, 3: 1, 4: 2}
    >>> tree(parents, [1, 2]).counts
    {1: (1,), 2: (2, 1), 3: (1,), 4: (2, 1)}
    >>> moved = tree(parents, [1, 2, 3], today={4: 3, 2: None})
    >>> moved.counts[4], moved.split
    ((3, 1), (2,))
    """
    wanted, counts, split = tuple(units), {}, []
    asked = set(wanted)
    for organisation in parents:
        holder = organisation if today is None else today.get(organisation, organisation)
        if holder is None:
            split.append(organisation)
            continue
        found, seen = [], set()
        while holder is not None and holder not in seen:
            seen.add(holder)
            if holder in asked:
                found.append(holder)
            holder = parents.get(holder)
        if found:
            counts[organisation] = tuple(found)
    return Tree(counts, tuple(split), wanted)


def own(holders: Mapping[int, int], units: Iterable[int]) -> Tree:
    """Every unit counts only what is its own: `holders` says for each organisation which unit answers for it (a division: its agency).

    >>> own({5: 2, 2: 2, 3: 3}, [2]).counts
    {5: (2,), 2: (2,)}
    """
    wanted = tuple(units)
    return Tree({o: (u,) for o, u in holders.items() if u in set(wanted)}, (), wanted)
