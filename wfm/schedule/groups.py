"""Planning groups: queues that share people, and which subsets of them bind (Hall's condition)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.center.errors import DataError
from wfm.center.scenario import Scenario
from wfm.staff.sharing import sharing

MAX_SUBSETS = 4096


@dataclass(frozen=True)
class PlanningGroup:
    """Queues connected by shared agents.

    Attributes
    ----------
    name : str
        Names of the queues, joined by ``+``.
    queues : tuple of int
        Indices of its queues in the scenario.
    classes : tuple of frozenset of int
        The different sets of its queues that its agents can take.
    members : tuple of int
        Class of each agent of the scenario, -1 for those of other groups.
    subsets : array of bool, shape (subsets, queues of the scenario)
        Subsets of queues to look at.
    meets : array of bool, shape (subsets, classes)
        Whether agents of a class can take some queue of a subset.
    """

    name: str
    queues: tuple[int, ...]
    classes: tuple[frozenset[int], ...]
    members: tuple[int, ...]
    subsets: NDArray[np.bool_]
    meets: NDArray[np.bool_]

    def by_class(self, on_queue: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums over each class of values of shape (agents, intervals), such as who is on queue."""
        members = np.array(self.members)
        sums = [on_queue[members == c].sum(axis=0) for c in range(len(self.classes))]
        return np.array(sums).reshape(len(self.classes), on_queue.shape[1])

    def missing(
        self, required: NDArray[np.float64], on_queue: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What each subset requires beyond who can take some queue of it; below 0 they are more.

        Parameters
        ----------
        required : array of shape (queues, intervals)
        on_queue : array of shape (agents, intervals)
            Each at their pace.

        Returns
        -------
        array of shape (subsets, intervals)
        """
        found: NDArray[np.float64] = self.subsets @ required - self.meets @ self.by_class(on_queue)
        return found


def planning_groups(scenario: Scenario) -> tuple[PlanningGroup, ...]:
    """Connected components of the queues, by shared agents; in the order of the queues."""
    names = scenario.queue_names
    index = {name: i for i, name in enumerate(names)}
    takes = [frozenset(index[q] for q in scenario.queues_of(agent)) for agent in scenario.agents]
    return tuple(_group(names, queues, takes) for queues in sharing(scenario, names))


def _group(
    names: tuple[str, ...], queues: tuple[int, ...], takes: list[frozenset[int]]
) -> PlanningGroup:
    inside = frozenset(queues)
    classes = tuple(sorted({t for t in takes if t & inside}, key=sorted))
    members = tuple(classes.index(t) if t & inside else -1 for t in takes)
    subsets = binding_subsets(inside, classes)
    chosen = np.zeros((len(subsets), len(names)), dtype=bool)
    meets = np.zeros((len(subsets), len(classes)), dtype=bool)
    for j, subset in enumerate(subsets):
        chosen[j, list(subset)] = True
        meets[j] = [bool(c & subset) for c in classes]
    return PlanningGroup(
        "+".join(names[q] for q in queues), queues, classes, members, chosen, meets
    )


def binding_subsets(
    queues: frozenset[int], classes: tuple[frozenset[int], ...]
) -> tuple[frozenset[int], ...]:
    """Subsets of queues that can decide how many agents are missing.

    Only subsets whose complement is a union of the classes' queue sets can: any other is contained
    in one of these that is met by the same classes and asks for at least as much.

    Raises
    ------
    DataError
        If there are more than `MAX_SUBSETS` of them.
    """
    unions = {frozenset[int]()}
    for c in classes:
        unions |= {union | c for union in unions}
        if len(unions) > MAX_SUBSETS:
            raise DataError(
                f"more than {MAX_SUBSETS:,} combinations of skills share one planning group; "
                "give agents fewer different sets of skills"
            )
    return tuple(sorted((queues - u for u in unions if u != queues), key=sorted))
