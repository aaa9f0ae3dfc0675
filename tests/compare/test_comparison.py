"""Differences between runs: pairing cancels common error, intervals cover."""

import warnings

import numpy as np
import pytest

from tests.report.build_plan import small_plan
from wfm.center.errors import UsageError
from wfm.compare.comparison import FIXED, Run, compare
from wfm.compare.measures import (
    Ratio,
    _kept,
    difference,
    headline_ratios,
    ratios_frame,
    ratios_from_frame,
)


def two_ratios(rng, n=40, gain=0.03):
    """Shares of the same busy and quiet days, the second with a little more answered in time."""
    offered = rng.gamma(20, 50, n)
    level = np.clip(0.8 - (offered - 1000) / 4000, 0, 1)
    answered = rng.normal(level * offered, 5)
    more = rng.normal((level + gain) * offered, 5)
    return Ratio(answered, offered), Ratio(more, offered)


def test_a_ratio_of_sums_is_not_a_mean_of_shares():
    assert Ratio(np.array([9.0, 10.0]), np.array([10.0, 100.0])).value == pytest.approx(19 / 110)
    assert np.isnan(Ratio(np.zeros(3), np.zeros(3)).value)


def test_pairing_makes_the_interval_narrow():
    first, second = two_ratios(np.random.default_rng(1))
    paired, unpaired = difference(first, second, True), difference(first, second, False)
    assert paired.high - paired.low < (unpaired.high - unpaired.low) / 5
    assert paired.clear


@pytest.mark.parametrize("paired", [True, False])
def test_the_interval_covers_the_truth_as_often_as_it_says(paired):
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(600):
        first, second = two_ratios(rng)
        if not paired:
            second = two_ratios(rng)[1]
        found = difference(first, second, paired)
        covered.append(found.low <= 0.03 <= found.high)
    assert 0.92 < np.mean(covered) < 0.98


def test_ratios_survive_the_table():
    ratios = dict(zip(("a", "b"), two_ratios(np.random.default_rng(3)), strict=True))
    again = ratios_from_frame(ratios_frame(ratios).sample(frac=1, random_state=1))
    for name, ratio in ratios.items():
        assert np.array_equal(again[name].numerator, ratio.numerator)
        assert np.array_equal(again[name].denominator, ratio.denominator)


def run(label: str, ratio: Ratio, seed: int = 1, hours: float = 100.0) -> Run:
    return Run(
        label=label,
        pairing=(seed, 40),
        fixed=dict.fromkeys(FIXED, hours),
        probabilities={"t": 0.9},
        ratios={"target t": ratio},
        verdict="met",
        currency="EUR",
    )


def test_runs_side_by_side():
    first, second = two_ratios(np.random.default_rng(4))
    found = compare([run("a", first), run("b", second, hours=90.0)])
    rows = found.to_frame().set_index(["measure", "run"])
    assert rows.loc[("paid_hours", "b"), "difference"] == -10
    assert rows.loc[("target t", "b"), "low"] > 0
    assert bool(rows.loc[("target t", "b"), "paired"])
    assert rows.loc[("target t", "a"), "difference"] == 0


def test_other_seeds_are_not_paired_and_same_names_are_told_apart():
    first, second = two_ratios(np.random.default_rng(5))
    found = compare([run("a", first), run("a", second, seed=2)])
    assert [r.label for r in found.runs] == ["a", "a (2)"]
    assert not found.differences(found.runs[1])["target t"].paired


def test_one_run_is_no_comparison():
    with pytest.raises(UsageError, match="two runs"):
        compare([run("a", two_ratios(np.random.default_rng(6))[0])])


def test_the_change_of_a_probability_has_an_interval():
    plan = small_plan()
    ratio = headline_ratios(plan)["probability voice-80-20"]
    target = plan.scenario.targets[0]
    assert ratio.value == pytest.approx(plan.outcome.probability(target).mean)
    often, seldom = (Ratio(np.arange(40) < kept, np.ones(40)) for kept in (36.0, 30.0))
    runs = [run("a", often), run("b", seldom)]
    kept = [Run(**r.__dict__ | {"ratios": {"probability t": r.ratios["target t"]}}) for r in runs]
    rows = compare(kept).to_frame()
    found = rows[(rows.measure == "probability t") & (rows.run == "b")]
    assert len(found) == 1
    assert found.difference.item() == pytest.approx(-6 / 40)
    assert found.low.item() < -6 / 40 < found.high.item() < 0


def test_periods_with_nothing_offered_are_neither_kept_nor_warned_of():
    target = small_plan().scenario.targets[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept = _kept(target, np.array([[0.9, np.nan], [np.nan, 0.1]]))
    assert kept.numerator.tolist() == [1, 0]
    assert kept.denominator.tolist() == [1, 1]
