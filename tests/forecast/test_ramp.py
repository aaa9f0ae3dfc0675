"""Handle times and how new the agents are."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.forecast.made import counts, day_means, table
from wfm.center.agent import Agent
from wfm.forecast.handle_time import predict_aht
from wfm.forecast.ramp import RAMP_DAYS, newcomer_effect, newcomer_share

FIRST = date(2025, 9, 1)
DAYS, AHEAD = 200, range(200, 228)


def agent(name, starts=None, **more):
    first = None if starts is None else FIRST + timedelta(days=starts)
    return Agent(id=name, contract="full", skills=("sales",), first_day=first, **more)


def share(*agents):
    return newcomer_share(agents, {"sales"}, FIRST, AHEAD.stop)


def test_newness_jumps_with_a_wave_of_hiring_and_fades():
    newness = share(agent("old"), agent("new", 100))
    assert not newness[:100].any()
    assert newness[100] == 0.5
    assert newness[100 + int(RAMP_DAYS)] == pytest.approx(0.5 / np.e)


def test_a_stated_proficiency_and_other_skills_are_no_newness():
    stated = agent("new", 100, proficiency={"sales": 1.3})
    assert not share(agent("old"), stated).any()
    assert not newcomer_share([agent("new", 100)], {"claims"}, FIRST, 150).any()


def test_those_who_left_count_no_more():
    newness = share(agent("old"), agent("new", 100, last_day=FIRST + timedelta(days=120)))
    assert newness[120] > 0
    assert not newness[121:].any()


def history(newness, true_effect, noise=0.02):
    rng = np.random.default_rng(3)
    offered = counts(day_means(FIRST, DAYS, per_day=3000))
    daily = 300 * np.exp(true_effect * newness[:DAYS] + noise * rng.standard_normal(DAYS))
    return table(offered, first=FIRST, aht_s=np.repeat(daily[:, None], 24, axis=1)[None])


def test_what_newcomers_add_is_learnt_and_expected_to_fade():
    newness = share(agent("old"), agent("new", 80), agent("newer", 160))[None]
    past = history(newness[0], 0.4)
    effect = newcomer_effect(past, newness[:, :DAYS], np.ones(1))
    assert effect[0] == pytest.approx(0.4, abs=0.12)
    aht = np.nanmean(predict_aht(past, AHEAD, effect[:, None] * newness)[0], axis=1)
    weekday_free = aht[7:] / aht[:-7]
    assert np.all(weekday_free < 1)
    flat = np.nanmean(predict_aht(past, AHEAD)[0], axis=1)
    expected = 300 * np.exp(0.4 * newness[0, AHEAD.start :])
    assert np.abs(aht - expected).mean() < np.abs(flat - expected).mean() / 2


def test_without_newcomers_or_without_an_effect_nothing_is_added():
    newness = share(agent("old"), agent("new", 80))[None]
    nobody = np.zeros_like(newness)
    past = history(newness[0], 0.0)
    assert newcomer_effect(past, nobody[:, :DAYS], np.ones(1))[0] == 0
    assert newcomer_effect(past, newness[:, :DAYS], np.ones(1))[0] < 0.1
