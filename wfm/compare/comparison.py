"""The Comparison: runs side by side, each difference with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wfm.center.errors import UsageError
from wfm.compare.measures import Difference, Ratio, difference, probability_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("measure", "run", "value", "base_value", "difference", "low", "high", "paired")
FIXED = ("paid_hours", "cost", "agents", "under_hours", "over_hours")


@dataclass(frozen=True)
class Run:
    """What a comparison needs of one run.

    Attributes
    ----------
    label : str
        Name to show.
    pairing : tuple
        Runs with the same value saw the same random numbers: seed, replications, horizon.
    fixed : dict
        Figures that are not simulated: paid hours, cost, agents, under- and over-hours.
    probabilities : dict
        Probability of meeting each target.
    ratios : dict
        Simulated measures by replication.
    verdict : str
    currency : str
    """

    label: str
    pairing: tuple[Any, ...]
    fixed: dict[str, float]
    probabilities: dict[str, float]
    ratios: dict[str, Ratio]
    verdict: str
    currency: str


@dataclass(frozen=True)
class Comparison:
    """Runs side by side; the first is what the others are compared with."""

    runs: tuple[Run, ...]

    @property
    def base(self) -> Run:
        """The first run."""
        return self.runs[0]

    def differences(self, run: Run) -> dict[str, Difference]:
        """Difference of each simulated measure between a run and the first."""
        paired = run.pairing == self.base.pairing
        return {
            name: difference(ratio, run.ratios[name], paired)
            for name, ratio in self.base.ratios.items()
            if name in run.ratios
        }

    def to_frame(self) -> "pd.DataFrame":
        """One row a measure and run.

        Columns: measure, run, value, base_value, difference, low, high (95 % interval, blank for
        figures that are not simulated, and for probabilities of runs that did not keep which of
        their horizons held), paired.
        """
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for run in self.runs:
            for name in FIXED:
                first, value = self.base.fixed[name], run.fixed[name]
                rows.append(_row(name, run, value, first))
            for name, value in run.probabilities.items():
                if probability_of(name) not in self.base.ratios.keys() & run.ratios.keys():
                    first = self.base.probabilities.get(name, float("nan"))
                    rows.append(_row(probability_of(name), run, value, first))
            for name, found in self.differences(run).items():
                rows.append(
                    _row(name, run, found.second, found.first)
                    | {"low": found.low, "high": found.high, "paired": found.paired}
                )
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def __repr__(self) -> str:
        return f"Comparison({' | '.join(f'{r.label}: {r.verdict}' for r in self.runs)})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>{self.to_frame().to_html(index=False)}"


def _row(measure: str, run: Run, value: float, first: float) -> dict[str, Any]:
    return {
        "measure": measure,
        "run": run.label,
        "value": value,
        "base_value": first,
        "difference": value - first,
    }


def compare(runs: Sequence[Run]) -> Comparison:
    """Compare runs with the first of them.

    Differences are paired, with the common error cancelled, where two runs share seed, number of
    replications and horizon; otherwise they are unpaired and say so.

    Raises
    ------
    UsageError
        If fewer than two runs are given.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs two runs or more")
    labels: dict[str, int] = {}
    named = []
    for run in runs:
        labels[run.label] = labels.get(run.label, 0) + 1
        count = labels[run.label]
        label = run.label if count == 1 else f"{run.label} ({count})"
        named.append(Run(**{**run.__dict__, "label": label}))
    return Comparison(tuple(named))
