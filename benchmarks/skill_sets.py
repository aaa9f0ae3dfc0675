"""Agent-hours on queue of a week: each queue by itself, against skill sets by simulation with cuts.

(a) Erlang C and (b) Erlang A for every queue and interval, rounded up, carried by people of any
kind that takes the queue, nobody counted twice and as many as that takes, in the mix of kinds that
serves best in simulation as with (c); as they are, and times a factor, rounded where people share
queues, with which every target just holds, with the margin of (c) and on the paths that (c) is
levelled on. (c) ``wfm staff --skill-sets``, with the people there are and with any number. All are
judged on 200 paths that none has seen.

Run ``python benchmarks/skill_sets.py [--json] [--center NAME]``; centers as in
``benchmarks/loop.py``, a week, every target to be kept with probability 0.9.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.ways_to_plan.center import STATED, Center  # noqa: E402
from benchmarks.ways_to_plan.centers import CENTERS  # noqa: E402
from wfm.simulate.compile import compile_counts  # noqa: E402
from wfm.simulate.outcome import Outcome  # noqa: E402
from wfm.simulate.simulate import simulate_model  # noqa: E402
from wfm.staff.master import shared_out  # noqa: E402
from wfm.staff.promises import promises  # noqa: E402
from wfm.staff.skill_grid import skill_grid  # noqa: E402
from wfm.staff.skill_search import LEVEL_PATHS, LEVEL_PATHS_FROM, SEARCH_PATHS  # noqa: E402
from wfm.staff.skill_sets import staff_skill_sets  # noqa: E402
from wfm.staff.skill_start import taken_last  # noqa: E402
from wfm.staff.staff import staff  # noqa: E402
from wfm.staff.standing import probability_to_aim_at, standing  # noqa: E402

FRESH = 200
TRIES = 7
Row = dict[str, object]


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--center", choices=list(CENTERS), action="append", help="only this one")
    given = parser.parse_args()
    rows: list[Row] = []
    for name in given.center or list(CENTERS):
        center = CENTERS[name](True)
        for row in [] if center is None else rows_of(center):
            rows.append({"center": name} | row)
            if not given.json:
                print("  ".join(f"{value!s:<14}" for value in rows[-1].values()), flush=True)
    if given.json:
        print(json.dumps(rows, indent=2))


def rows_of(center: Center) -> list[Row]:
    """The methods at one center."""
    found = []
    for model in ("erlang_c", "erlang_a"):
        alone = Alone(center, model)
        found.append(alone.row(1.0, model))
        factor = alone.factor_that_holds()
        found.append(alone.row(factor, f"{model} x {factor:.3f}"))
    for any_number in (False, True):
        began, cpu = time.perf_counter(), time.process_time()
        made = staff_skill_sets(center.scenario, center.demand, any_number=any_number)
        spent = {
            "seconds": round(time.perf_counter() - began, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
        }
        outcome = lived(center, made.required_net, 0, FRESH)
        method = "any number" if any_number else "skill sets"
        found.append(row_of(center, method, made.net_hours, outcome) | spent)
    return found


class Alone:
    """Every queue and interval for itself, by a queueing model."""

    def __init__(self, center: Center, model: str) -> None:
        settings = center.scenario.staffing.model_copy(update={"model": model})
        alone = center.scenario.model_copy(update={"staffing": settings})
        self.center = center
        self.required = staff(alone, center.demand).required_net
        interval = center.scenario.horizon.interval_minutes
        self.grid = skill_grid(center.scenario, interval, any_number=True)
        self.last: tuple[int, ...] = ()
        self.last = taken_last(self.grid, self.grid.means(self.required), self._gaps)

    def counts(self, factor: float) -> np.ndarray:
        """Agents of each kind in each interval."""
        needed = np.ceil(self.required - 1e-9) if factor == 1.0 else factor * self.required
        return self.grid.spread(shared_out(self.grid, self.grid.means(needed), self.last))

    def row(self, factor: float, method: str) -> Row:
        """Figures of the requirement times a factor."""
        counts = self.counts(factor)
        hours = counts.sum() * self.center.scenario.horizon.interval_minutes / 60
        return row_of(self.center, method, float(hours), lived(self.center, counts, 0, FRESH))

    def factor_that_holds(self) -> float:
        """About the least one with which every target holds."""
        low, high = 0.7, 1.6
        for _ in range(TRIES):
            middle = (low + high) / 2
            low, high = (low, middle) if self._holds(middle) else (middle, high)
        return high

    def _holds(self, factor: float) -> bool:
        return bool(self._gaps_of(self.counts(factor), LEVEL_PATHS).min() >= 0)

    def _gaps(self, agents: np.ndarray) -> np.ndarray:
        return self._gaps_of(self.grid.spread(agents), SEARCH_PATHS)

    def _gaps_of(self, counts: np.ndarray, paths: int) -> np.ndarray:
        outcome = lived(self.center, counts, LEVEL_PATHS_FROM, paths)
        judged = self.center.scenario.simulation.replications
        aimed = [
            (t, probability_to_aim_at(t, LEVEL_PATHS, judged))
            for t in promises(self.center.scenario)
        ]
        return np.array([standing(t, outcome, p).gap for t, p in aimed])


def lived(center: Center, counts: np.ndarray, first: int, count: int) -> Outcome:
    """Simulate so many agents of each kind."""
    scenario = center.scenario
    kinds = skill_grid(scenario, 60, any_number=True).kinds
    paths = center.demand.sample(count, scenario.seed, first)
    return simulate_model(
        compile_counts(scenario, kinds, counts),
        paths.offered,
        paths.aht_s,
        seed=scenario.seed,
        first_replication=first,
    )


def row_of(center: Center, method: str, hours: float, outcome: Outcome) -> Row:
    """Hours, and how often and how well each target is kept."""
    return {
        "method": method,
        "hours": round(hours, 1),
        "stated": STATED,
        "kept": {t.name: round(outcome.probability(t).mean, 3) for t in center.scenario.targets},
        "figures": {t.name: round(outcome.judge(t).achieved, 4) for t in center.scenario.targets},
    }


if __name__ == "__main__":
    main()
