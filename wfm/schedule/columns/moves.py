"""Which way to improve a roster next: mostly the one that gained most for its work of late."""

import numpy as np

MEMORY = 0.8
CURIOSITY = 0.15


class Moves:
    """Gain for work of each of some ways, older tries counting less and less."""

    def __init__(self, names: tuple[str, ...], rng: np.random.Generator) -> None:
        self._names, self._rng = names, rng
        self._gain = dict.fromkeys(names, 0.0)
        self._work = dict.fromkeys(names, 0.0)

    def draw(self) -> str:
        """The way to try next; ways not tried yet come first."""
        for name in self._names:
            if not self._work[name]:
                return name
        if self._rng.random() < CURIOSITY:
            return str(self._rng.choice(self._names))
        return max(self._names, key=lambda name: self._gain[name] / self._work[name])

    def tell(self, name: str, gain: float, work: float) -> None:
        """What a try gained and cost."""
        self._gain[name] = MEMORY * self._gain[name] + gain
        self._work[name] = MEMORY * self._work[name] + max(work, 1.0)
