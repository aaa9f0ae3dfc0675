"""The registry of forecasting models by name; the optional ones need packages of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec

import numpy as np

from wfm.center.errors import UsageError
from wfm.forecast.auto_ets import auto_ets
from wfm.forecast.combination import Combined
from wfm.forecast.day_table import DayTable, Grid
from wfm.forecast.fitted import Fitted, Model
from wfm.forecast.gradient_boosting import gradient_boosting
from wfm.forecast.last_four_weeks import last_four_weeks
from wfm.forecast.seasonal_naive import seasonal_naive

Rule = Callable[[DayTable, range, Mapping[date, str]], Grid]


@dataclass(frozen=True)
class FittedRule:
    """A rule that needs no fit: the mean is read off the past."""

    rule: Rule
    past: DayTable
    holidays: Mapping[date, str]

    def mean(self, days: range) -> Grid:
        """Mean of days after the past."""
        return self.rule(self.past, days, self.holidays)

    def hindcast(self, origin: int, days: range) -> Grid:
        """Mean of days by those before `origin`."""
        return self.rule(self.past.before(origin), days, self.holidays)

    def holiday_variance(self, days: range) -> Grid:
        """None: a rule does not tell what it does not know."""
        return np.zeros((len(self.past.queues), len(days)))

    def holiday_shape_variance(self, days: range) -> Grid:
        """None: a rule does not tell what it does not know."""
        return np.zeros((len(self.past.queues), len(days)))


def _plain(rule: Rule) -> Model:
    def fit(past: DayTable, holidays: Mapping[date, str], until: int, /) -> Fitted:  # noqa: ARG001
        return FittedRule(rule, past, holidays)

    return fit


OWN = "wfm"
MODELS: dict[str, Model] = {
    OWN: Combined.fit,
    "last_four_weeks": _plain(last_four_weeks),
    "seasonal_naive": _plain(seasonal_naive),
}
OPTIONAL: dict[str, tuple[Model, str]] = {
    "lightgbm": (_plain(gradient_boosting), "lightgbm"),
    "auto_ets": (_plain(auto_ets), "statsforecast"),
}
"""Models that need a package of the extra ``forecast``, and its name."""
YARDSTICK = "last_four_weeks"


def model_named(name: str) -> Model:
    """The model of that name; UsageError if there is none, or its package is not installed.

    ``wfm+lightgbm`` or ``wfm+lightgbm+auto_ets`` is the own model with those in its combination.
    """
    own, *others = name.split("+")
    if own == OWN and others:
        members = [model_named(other) for other in others]
        return lambda past, holidays, until: replace(
            Combined.fit(past, holidays, until),
            others=tuple(member(past, holidays, until) for member in members),
        )
    if name in OPTIONAL:
        model, package = OPTIONAL[name]
        if find_spec(package) is None:
            raise UsageError(
                f"the forecasting model '{name}' needs the package {package}, which is not "
                "installed; pip install 'wfm[forecast]'"
            )
        return model
    if name not in MODELS:
        raise UsageError(
            f"no forecasting model '{name}'; there are {', '.join((*MODELS, *OPTIONAL))}"
        )
    return MODELS[name]
