"""Which way to improve a roster next: mostly the one that gained most for its work of late."""

MEMORY = 0.8
CURIOSITY = 0.2


class Moves:
    """Gain for work of each of some ways, older tries counting less and less."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._gain = dict.fromkeys(names, 0.0)
        self._work = dict.fromkeys(names, 0.0)
        self._spent = dict.fromkeys(names, 0.0)

    def draw(self) -> str:
        """The way to try next: the best of late, unless another had too little of the work."""
        rarest = min(self._names, key=self._spent.__getitem__)
        best = max(self._names, key=lambda name: self._gain[name] / max(self._work[name], 1.0))
        fair = CURIOSITY * sum(self._spent.values()) / len(self._names)
        return rarest if self._spent[rarest] <= fair or not self._gain[best] else best

    def tell(self, name: str, gain: float, work: float) -> None:
        """What a try gained and cost."""
        self._gain[name] = MEMORY * self._gain[name] + gain
        self._work[name] = MEMORY * self._work[name] + max(work, 1.0)
        self._spent[name] += max(work, 1.0)
