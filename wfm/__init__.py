"""wfm: forecast, staff, schedule, simulate and plan a contact center.

The verbs and nouns below are what the command line calls; each is loaded when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wfm.center.errors import DataError, InfeasibleError, UsageError, WfmError
    from wfm.center.files import read_scenario
    from wfm.center.history import History
    from wfm.center.horizon import Horizon
    from wfm.center.roster import Roster
    from wfm.center.scenario import Scenario
    from wfm.compare.comparison import Comparison, compare
    from wfm.compare.runs import run_of_folder, run_of_plan
    from wfm.forecast.forecast import Forecast
    from wfm.forecast.verb import forecast
    from wfm.history.read import history_of, read_history
    from wfm.plan.make import plan
    from wfm.plan.plan import Plan
    from wfm.report.publish import publish
    from wfm.schedule.check import check
    from wfm.schedule.read import read_roster
    from wfm.schedule.solve import schedule
    from wfm.simulate.outcome import Outcome
    from wfm.simulate.simulate import simulate
    from wfm.staff.requirement import Requirement
    from wfm.staff.skill_requirement import SkillRequirement
    from wfm.staff.skill_sets import staff_skill_sets
    from wfm.staff.staff import staff

_HOME = {
    "read_scenario": "wfm.center.files",
    "read_history": "wfm.history.read",
    "history_of": "wfm.history.read",
    "read_roster": "wfm.schedule.read",
    "check": "wfm.schedule.check",
    "run_of_plan": "wfm.compare.runs",
    "run_of_folder": "wfm.compare.runs",
    "publish": "wfm.report.publish",
    "staff_skill_sets": "wfm.staff.skill_sets",
    "Horizon": "wfm.center.horizon",
    "Scenario": "wfm.center.scenario",
    "History": "wfm.center.history",
    "Forecast": "wfm.forecast.forecast",
    "Requirement": "wfm.staff.requirement",
    "SkillRequirement": "wfm.staff.skill_requirement",
    "Roster": "wfm.center.roster",
    "Outcome": "wfm.simulate.outcome",
    "Plan": "wfm.plan.plan",
    "Comparison": "wfm.compare.comparison",
    "WfmError": "wfm.center.errors",
    "UsageError": "wfm.center.errors",
    "DataError": "wfm.center.errors",
    "InfeasibleError": "wfm.center.errors",
}
_VERBS = ("forecast", "staff", "schedule", "simulate", "plan", "compare")

__all__ = [
    "Comparison",
    "DataError",
    "Forecast",
    "History",
    "Horizon",
    "InfeasibleError",
    "Outcome",
    "Plan",
    "Requirement",
    "Roster",
    "Scenario",
    "SkillRequirement",
    "UsageError",
    "WfmError",
    "check",
    "compare",
    "forecast",
    "history_of",
    "plan",
    "publish",
    "read_history",
    "read_roster",
    "read_scenario",
    "run_of_folder",
    "run_of_plan",
    "schedule",
    "simulate",
    "staff",
    "staff_skill_sets",
]


def __getattr__(name: str) -> Any:
    if name in _VERBS:
        return import_module(f"wfm.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'wfm' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
