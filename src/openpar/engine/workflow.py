"""States and steps as a value: what may happen next, who may do it, and what it needs. Data a test or a diagram can read."""

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import Refused


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from any state of `sources` to `target`, by a holder of the right `act`, with everything in `needs` given."""

    name: str
    sources: tuple[str, ...]
    target: str
    act: str
    needs: tuple[str, ...] = ()
    title: object = ""  # a word, or one that is translated when it is read


@dataclass(frozen=True, slots=True)
class Workflow:
    """A named set of steps over states.

    >>> door = Workflow("door", (Step("open", ("shut",), "open", act="door.use"),))
    >>> door.step("open", "shut").target
    'open'
    """

    name: str
    steps: tuple[Step, ...]
    finals: tuple[str, ...] = ()

    def possible(self, state: str) -> tuple[Step, ...]:
        """The steps that leave this state."""
        return tuple(s for s in self.steps if state in s.sources)

    def named(self, name: str) -> Step:
        """The step of that name, whatever the state."""
        for step in self.steps:
            if step.name == name:
                return step
        raise Refused(f"{self.name}: there is no step {name}. Steps: {', '.join(s.name for s in self.steps)}.")

    def step(self, name: str, state: str, given: Iterable[str] = ()) -> Step:
        """The step, if this state allows it and its needs are given; a Refused that says what is possible otherwise."""
        step = self.named(name)
        if state not in step.sources:
            can = ", ".join(s.name for s in self.possible(state)) or "none, this state is final"
            raise Refused(f"{self.name} in state {state}: cannot {name}. Possible steps: {can}.",
                          where=self.name, state=state, step=name)
        missing = [n for n in step.needs if n not in set(given)]
        if missing:
            raise Refused(f"{self.name}: {name} needs {', '.join(missing)}.", where=self.name, step=name, missing=missing)
        return step

    def states(self) -> tuple[str, ...]:
        """Every state named by a step, in order of first mention."""
        seen = dict.fromkeys(s for step in self.steps for s in (*step.sources, step.target))
        return tuple(seen)
