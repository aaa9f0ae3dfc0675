"""All columns generated so far, by person."""

from collections.abc import Iterable, Sequence
from typing import Any

from wfm.schedule.columns.cover import Column, Floats


class Pool:
    """Known columns; the best at some prices start a master program, not all."""

    def __init__(self, n_people: int) -> None:
        self._of_person: list[dict[Any, Column]] = [{} for _ in range(n_people)]

    def learn(self, columns: Iterable[Column]) -> None:
        """Take columns that are not known yet."""
        for column in columns:
            self._of_person[column.person].setdefault(column.tour, column)

    def best(self, people: Sequence[int], duals: Floats, count: int) -> list[Column]:
        """At most `count` columns of each person, those cheapest at the prices."""
        chosen = []
        for person in people:
            columns = list(self._of_person[person].values())
            reduced = [c.cost - float(duals[c.rows] @ c.amounts) for c in columns]
            order = sorted(range(len(columns)), key=reduced.__getitem__)[:count]
            chosen += [columns[i] for i in order]
        return chosen

    def __len__(self) -> int:
        return sum(len(columns) for columns in self._of_person)
