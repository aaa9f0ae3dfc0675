"""How long a search may go on: a limit of work, which is the same on every run, and a clock."""

from time import perf_counter

WORK_PER_SECOND = 200_000_000.0
CLOCK_SLACK = 5.0


class Budget:
    """Counts work against a limit that corresponds to some seconds on a common machine.

    Two runs with the same seed and limit do the same work and give the same roster. Only when the
    machine is so slow that the clock reaches `CLOCK_SLACK` times the seconds does the clock end the
    search, and then the result may differ from run to run.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._whole = self
        self._begun = perf_counter()
        self._starts_s, self._ends_s = 0.0, seconds * CLOCK_SLACK
        self._from = self._work = 0.0
        self._until = seconds * WORK_PER_SECOND

    @classmethod
    def of_clock(cls, seconds: float) -> "Budget":
        """A budget that only the clock ends, at these seconds; runs may differ."""
        budget = cls(seconds)
        budget._ends_s, budget._until = seconds, float("inf")
        return budget

    def part(self, share: float) -> "Budget":
        """A budget of the next share of this one's work; what it spends is spent here too."""
        part = object.__new__(Budget)
        part.seconds = share * self.seconds
        part._whole = self._whole
        part._from = self._whole._work
        part._until = min(self._until, part._from + share * (self._until - self._from))
        part._starts_s, part._ends_s = self.elapsed_s, self._ends_s
        if self._until == float("inf"):
            part._ends_s = min(self._ends_s, part._starts_s + part.seconds)
        return part

    def stop(self) -> None:
        """End it now."""
        self._ends_s = 0.0

    def spend(self, work: float) -> None:
        """Count some work: roughly, elementary steps of the kernels."""
        self._whole._work += work

    @property
    def spent(self) -> float:
        """Work spent by now."""
        return self._whole._work

    @property
    def work_left(self) -> float:
        """Work that may still be spent, or that usually fits into the seconds that are left."""
        if self._until == float("inf"):
            return max(self._ends_s - self.elapsed_s, 0.0) * WORK_PER_SECOND
        return max(self._until - self._whole._work, 0.0)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the beginning."""
        return perf_counter() - self._whole._begun

    @property
    def out_of_time(self) -> bool:
        """Whether the clock has run out, before the work or with it."""
        return self.elapsed_s > self._ends_s

    @property
    def share(self) -> float:
        """Share of the work done, from 0 to 1."""
        if self._until == float("inf"):
            span_s = max(self._ends_s - self._starts_s, 1e-9)
            return min((self.elapsed_s - self._starts_s) / span_s, 1.0)
        done = self._whole._work - self._from
        return min(done / max(self._until - self._from, 1.0), 1.0)

    @property
    def work_is_done(self) -> bool:
        """Whether the work has been spent."""
        return self._whole._work >= self._until

    @property
    def is_over(self) -> bool:
        """Whether the search must end."""
        return self.work_is_done or self.out_of_time
