"""The closed forms against the birth-death chain itself, summed state by state in 60 digits."""

import math
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Decimal, localcontext

import mpmath as mp
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wfm.center.target import Formula
from wfm.simulate.erlang import blocking, measures

RELATIVE = 1e-9


@dataclass(frozen=True)
class Chain:
    """Stationary M/M/n+M, to about 40 digits; every sum has positive terms only."""

    erlangs: float
    agents: int
    aht_s: float
    patience_s: float
    threshold_s: float

    def shares(self) -> dict[str, Decimal]:
        with localcontext() as context:
            context.prec, context.Emax, context.Emin = 60, MAX_EMAX, MIN_EMIN
            return self._shares()

    def _shares(self) -> dict[str, Decimal]:
        load, n, aht, t = map(Decimal, (self.erlangs, self.agents, self.aht_s, self.threshold_s))
        mu = 1 / aht
        theta = Decimal(0) if math.isinf(self.patience_s) else 1 / Decimal(self.patience_s)
        rate = load / aht
        tiny = Decimal("1e-45")

        idle = Decimal(0)
        weight = Decimal(1)
        for busy in range(self.agents, 0, -1):
            weight *= busy * mu / rate
            idle += weight
            if busy < load and weight < tiny * idle:
                break

        # An arrival that finds k waiting is served after k + 1 departures, at the rates
        # n mu, n mu + theta, ..., n mu + k theta; the chance that this takes longer than t is a
        # sum over the number gone by t, a negative binomial (Poisson without abandonment).
        faded = (1 - (-theta * t).exp()) / theta if theta else t
        later, later_term = Decimal(0), (-n * mu * t).exp()
        later_kept, later_kept_term = Decimal(0), (-(n * mu + theta) * t).exp()
        steps = Decimal(0)
        sums = dict.fromkeys(("wait", "late", "answered", "answered_late", "moment", "queue"), 0)
        weight, k = Decimal(1), 0
        while True:
            later += later_term
            later_kept += later_kept_term
            steps += 1 / (n * mu + (k + 1) * theta)
            kept = n * mu / (n * mu + (k + 1) * theta)
            sums["wait"] += weight
            sums["late"] += weight * later
            sums["answered"] += weight * kept
            sums["answered_late"] += weight * kept * later_kept
            sums["moment"] += weight * kept * steps
            sums["queue"] += weight * k
            k += 1
            weight *= rate / (n * mu + k * theta)
            if n * mu + k * theta > rate and k * weight < tiny * sums["wait"]:
                break
            later_term *= faded * (n * mu + (k - 1) * theta) / k
            later_kept_term *= faded * (n * mu + k * theta) / k
        total = idle + sums["wait"]
        answered = (idle + sums["answered"]) / total
        answered_in = (idle + sums["answered"] - sums["answered_late"]) / total
        virtual = (idle + sums["wait"] - sums["late"]) / total
        fade = (-theta * t).exp()
        still = fade * sums["late"] / total
        return {
            "p_wait": sums["wait"] / total,
            "p_abandon": theta * sums["queue"] / total / rate,
            "mean_wait_s": sums["queue"] / total / rate,
            "asa_s": sums["moment"] / total / answered,
            "mean_queue_length": sums["queue"] / total,
            "occupancy": answered * load / n,
            "offered": answered_in,
            "offered_less_short": answered_in / (answered_in + still),
            "answered": answered_in / answered,
            "with_abandons": 1 - fade + fade * virtual,
            "virtual": virtual,
        }


def assert_equals_chain(erlangs, agents, aht_s, patience_s, threshold_s) -> None:
    chain = Chain(erlangs, agents, aht_s, patience_s, threshold_s).shares()
    model = "c" if math.isinf(patience_s) else "a"
    ours = measures(model, erlangs, agents, aht_s, patience_s, threshold_s)
    for name, exact in chain.items():
        is_formula = name in tuple(Formula)
        value = ours.service_level(name) if is_formula else getattr(ours, name)
        assert value == pytest.approx(float(exact), rel=RELATIVE, abs=1e-30), name


@settings(max_examples=60, deadline=None)
@given(
    agents=st.integers(1, 120),
    utilisation=st.floats(0.05, 3.0),
    aht_s=st.floats(20, 1200),
    patience_s=st.floats(2, 5000),
    threshold_s=st.floats(0, 600),
)
def test_erlang_a_is_the_chain(agents, utilisation, aht_s, patience_s, threshold_s):
    assert_equals_chain(agents * utilisation, agents, aht_s, patience_s, threshold_s)


@settings(max_examples=30, deadline=None)
@given(
    agents=st.integers(1, 120),
    utilisation=st.floats(0.05, 0.98),
    aht_s=st.floats(20, 1200),
    threshold_s=st.floats(0, 600),
)
def test_erlang_c_is_the_chain(agents, utilisation, aht_s, threshold_s):
    assert_equals_chain(agents * utilisation, agents, aht_s, math.inf, threshold_s)


@pytest.mark.parametrize(
    ("erlangs", "agents", "patience_s"),
    [
        (10_000.0, 9_000, 120.0),
        (10_000.0, 10_000, 120.0),
        (10_000.0, 10_000, 7_200.0),
        (9_000.0, 10_000, 600.0),
        (2_000.0, 1_000, 60.0),
        (1_000.0, 990, 86_400.0),
        (0.01, 5, 120.0),
        (300.0, 1, 30.0),
        (9_950.0, 10_000, math.inf),
    ],
)
def test_large_and_extreme_cases_are_the_chain(erlangs, agents, patience_s):
    assert_equals_chain(erlangs, agents, 300.0, patience_s, 20.0)


@settings(max_examples=60, deadline=None)
@given(agents=st.floats(0, 300), utilisation=st.floats(0.3, 3.0))
@example(agents=9_999.5, utilisation=1.01)
@example(agents=9_999.5, utilisation=0.97)
def test_blocking_with_real_agents_is_the_incomplete_gamma(agents, utilisation):
    load = max(agents, 0.01) * utilisation
    rest = agents - math.floor(agents)
    with mp.workdps(40):
        # 1 / B = exp(a) a^-n Gamma(n + 1, a), which grows by 1 / B(n) = 1 + n / a / B(n - 1).
        inverse = mp.exp(load) * mp.mpf(load) ** -rest * mp.gammainc(mp.mpf(rest) + 1, load)
        for k in range(1, math.floor(agents) + 1):
            inverse = 1 + (k + mp.mpf(rest)) / load * inverse
        exact = float(1 / inverse)
    assert blocking(load, agents) == pytest.approx(exact, rel=RELATIVE, abs=1e-300)


def test_arrays_broadcast_to_the_values_of_scalars():
    loads = np.array([0.0, 3.0, 40.0])[:, None]
    agents = np.array([2, 45])
    table = measures("a", loads, agents, 240.0, 90.0, 30.0)
    assert table.p_abandon.shape == (3, 2)
    for i in range(3):
        for j in range(2):
            single = measures("a", loads[i, 0], agents[j], 240.0, 90.0, 30.0)
            assert isinstance(single.asa_s, float)
            assert single.asa_s == table.asa_s[i, j]
            for formula in Formula:
                assert single.service_level(formula) == table.service_level(formula)[i, j]
