"""Search over windows: tours stay legal, costs are kept right, and the bound stays below."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from benchmarks.rostering.generate import instance as generated
from benchmarks.rostering.instance import Instance, read
from benchmarks.rostering.judge import broken, cost, parse
from benchmarks.rostering.model import model_of
from benchmarks.rostering.run import printed
from tests.schedule.test_columns import NAMES, instance, pricer_of, tours
from wfm.center.errors import InfeasibleError
from wfm.schedule import budget
from wfm.schedule.budget import Budget
from wfm.schedule.columns.cover import Column, cost_of
from wfm.schedule.columns.fitting import fitting, likeliest
from wfm.schedule.columns.incumbent import Incumbent
from wfm.schedule.columns.prices import raise_prices
from wfm.schedule.columns.relax import start_prices
from wfm.schedule.columns.shifts import ShiftPricer
from wfm.schedule.columns.solve import solve
from wfm.schedule.columns.windows import COOL, TEPID, WARM, Windows


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, work ends the search and not the clock."""
    monkeypatch.setattr(budget, "CLOCK_SLACK", 1_000.0)


def annealed(pricer: ShiftPricer, warmest: float, work_s: float, seed: int = 1) -> Incumbent:
    assert pricer.staff is not None
    windows = Windows(pricer, pricer.staff, np.random.default_rng(seed))
    best = Incumbent(pricer.cover, windows.begin(), lambda *_: None)
    windows.anneal(best, warmest, Budget(work_s))
    return best


def text_of(given: Instance, pricer: ShiftPricer, roster: list[Column]) -> str:
    return printed(given, [pricer.choices(column).tolist() for column in roster])


@pytest.mark.parametrize(("size", "seed"), [((9, 14, 1), 3), ((12, 70, 3), 1), ((8, 126, 6), 2)])
def test_generated_rosters_are_legal_and_cost_what_the_judge_says(
    size: tuple[int, int, int], seed: int, tmp_path: Path
) -> None:
    file = tmp_path / "generated.txt"
    file.write_text(generated(*size, seed))
    given = read(file)
    model = model_of(given)
    pricer = ShiftPricer(model.cover, model.workers, model.row_of, threads=2)
    first = annealed(pricer, COOL, 0.0)
    best = annealed(pricer, WARM, 0.5)
    for found in (first, best):
        roster = parse(text_of(given, pricer, found.roster))
        assert broken(given, roster) == []
        assert cost(given, roster) == pytest.approx(found.cost)
    assert best.cost < first.cost
    again = annealed(pricer, WARM, 0.5)
    assert [column.tour for column in again.roster] == [column.tour for column in best.roster]


def test_after_cooling_nobody_has_a_cheaper_tour() -> None:
    given = instance()
    pricer = pricer_of(given)
    best = annealed(pricer, WARM, 0.5)
    settled = parse(text_of(given, pricer, best.roster))
    for employee in given.staff:
        least = min(
            cost(given, settled | {employee.id: [NAMES[choice] for choice in tour]})
            for tour in tours(employee.id)
        )
        assert best.cost <= least


def test_prices_prove_a_bound_that_grows_with_the_budget() -> None:
    given = instance(days=14)
    pricer = pricer_of(given)
    proven = solve(pricer, seed=1, budget=Budget(1.0))
    assert pricer.staff is not None
    start = start_prices(pricer.cover)
    with ThreadPoolExecutor(1) as threads:
        bounds = [
            raise_prices(pricer.cover, pricer.staff, start, Budget(work_s), threads).bound
            for work_s in (0.0, 0.2)
        ]
    assert bounds[0] < bounds[1] <= proven.cost + 1e-6
    assert bounds[1] > 0.9 * proven.bound


def test_a_few_stand_for_many_until_prices_are_good(tmp_path: Path) -> None:
    file = tmp_path / "generated.txt"
    file.write_text(generated(30, 42, 6, 2))
    model = model_of(read(file))
    pricer = ShiftPricer(model.cover, model.workers, model.row_of)
    staff = pricer.staff
    assert staff is not None
    # Shifts that only differ in how many there may be are one action, whatever else they count.
    assert staff.n_actions.max() < len(model.row_of[0])
    assert len(staff.least) < len(staff.space) / 2
    best = annealed(pricer, TEPID, 0.2)
    with ThreadPoolExecutor(1) as threads:
        found = raise_prices(pricer.cover, staff, start_prices(pricer.cover), Budget(0.5), threads)
    # Ten times the work proves 1,512.
    assert 1_300 < found.bound <= best.cost


def test_tours_of_good_prices_make_a_better_start(tmp_path: Path) -> None:
    file = tmp_path / "generated.txt"
    file.write_text(generated(30, 42, 6, 2))
    given = read(file)
    model = model_of(given)
    pricer = ShiftPricer(model.cover, model.workers, model.row_of)
    staff = pricer.staff
    assert staff is not None
    windows = Windows(pricer, staff, np.random.default_rng(1))
    first = Incumbent(pricer.cover, windows.begin(), lambda *_: None)
    with ThreadPoolExecutor(1) as threads:
        prices = raise_prices(pricer.cover, staff, start_prices(pricer.cover), Budget(0.5), threads)
    roster = windows.near(prices.tours)
    assert roster is not None
    near = Incumbent(pricer.cover, roster, lambda *_: None)
    assert broken(given, parse(text_of(given, pricer, roster))) == []
    assert cost(given, parse(text_of(given, pricer, roster))) == pytest.approx(near.cost)
    for incumbent in (first, near):
        windows.anneal(incumbent, COOL, Budget(0.5))
    assert near.cost < first.cost


def test_of_several_tours_each_person_takes_one_that_fits() -> None:
    given = instance()
    pricer = pricer_of(given)
    assert pricer.staff is not None
    rng = np.random.default_rng(1)
    choices = [[tours(employee.id)[i] for employee in given.staff] for i in range(6)]
    fitted = fitting(pricer.staff, np.array(choices, dtype=np.int32), rng)
    roster = [pricer.column(person, tour) for person, tour in enumerate(fitted)]
    least = cost_of(pricer.cover, roster)
    for person in range(len(roster)):
        for others in choices:
            other = pricer.column(person, np.array(others[person], dtype=np.int32))
            changed = [*roster[:person], other, *roster[person + 1 :]]
            assert least <= cost_of(pricer.cover, changed) + 1e-9


def test_the_likeliest_tour_is_the_one_with_the_largest_share() -> None:
    columns = [
        Column(person, 0.0, np.array([], dtype=np.int64), np.array([]), tour)
        for person, tour in ((1, "a"), (0, "b"), (1, "c"), (0, "d"))
    ]
    found = likeliest(columns, np.array([0.4, 0.7, 0.6, 0.3]))
    assert [column.tour for column in found] == ["b", "c"]


def test_somebody_without_a_tour_is_told() -> None:
    given = instance()
    model = model_of(given)
    worker = model.workers[1]
    worker.cost[:, 1:] = np.inf
    with pytest.raises(InfeasibleError, match="person 2"):
        solve(ShiftPricer(model.cover, model.workers, model.row_of), seed=1, budget=Budget(0.1))


def test_rows_that_share_a_shortage_are_left_to_columns() -> None:
    model = model_of(instance())
    model.cover.shortage[:] = 0
    assert ShiftPricer(model.cover, model.workers, model.row_of).staff is None


def test_every_thread_has_days_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "generated.txt"
    file.write_text(generated(12, 70, 3, 1))
    model = model_of(read(file))
    pricer = ShiftPricer(model.cover, model.workers, model.row_of, threads=8)
    assert pricer.staff is not None
    windows = Windows(pricer, pricer.staff, np.random.default_rng(1))
    for _ in range(200):
        parts = list(windows._draws(1.0))
        assert len(parts) == 8
        assert [part.first_day for part in parts[1:]] == [part.end_day for part in parts[:-1]]
        assert all(part.first_day < part.end_day for part in parts)


def test_equal_seeds_and_work_give_equal_rosters_on_two_threads() -> None:
    model = model_of(instance())

    def solved() -> list[bytes]:
        pricer = ShiftPricer(model.cover, model.workers, model.row_of, threads=2)
        return [c.tour for c in solve(pricer, seed=3, budget=Budget(1.0)).roster]

    assert solved() == solved()
