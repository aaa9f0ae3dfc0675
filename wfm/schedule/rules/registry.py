"""All work rules by name, and the rules that a contract and what goes before it come to."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from wfm.center.contract import Contract
from wfm.center.errors import DataError, Problem
from wfm.center.shift import ShiftTemplate
from wfm.schedule.rules.allowed_weekdays import AllowedWeekdays
from wfm.schedule.rules.attainable import totals
from wfm.schedule.rules.average_paid_hours import AveragePaidHours
from wfm.schedule.rules.complete_weekends import CompleteWeekends
from wfm.schedule.rules.fixed_rotation import FixedRotation
from wfm.schedule.rules.forbidden_successions import ForbiddenSuccessions
from wfm.schedule.rules.forward_rotation import ForwardRotation
from wfm.schedule.rules.max_consecutive_days import MaxConsecutiveDays
from wfm.schedule.rules.max_start_variation_per_week import MaxStartVariationPerWeek
from wfm.schedule.rules.max_weekends import MaxWeekends
from wfm.schedule.rules.min_consecutive_days import MinConsecutiveDays
from wfm.schedule.rules.min_consecutive_days_off import MinConsecutiveDaysOff
from wfm.schedule.rules.min_rest import MinRest
from wfm.schedule.rules.min_start_to_start import MinStartToStart
from wfm.schedule.rules.min_weekly_rest import MinWeeklyRest
from wfm.schedule.rules.paid_time_step import PaidTimeStep
from wfm.schedule.rules.period_days_off import PeriodDaysOff
from wfm.schedule.rules.period_paid_hours import PeriodPaidHours
from wfm.schedule.rules.presets import PRESETS
from wfm.schedule.rules.problems import SWITCHED_OFF, meant, parameter_problem
from wfm.schedule.rules.rule import Rule
from wfm.schedule.rules.shift_breaks import ShiftBreaks
from wfm.schedule.rules.shift_count import ShiftCount
from wfm.schedule.rules.shift_hours import ShiftHours
from wfm.schedule.rules.shift_paid_hours import ShiftPaidHours
from wfm.schedule.rules.total_weekends import TotalWeekends
from wfm.schedule.rules.weekly_paid_hours import WeeklyPaidHours
from wfm.schedule.rules.working_days_per_week import WorkingDaysPerWeek

PRESET = "preset"
RULES: dict[str, type[Rule]] = {
    rule.name: rule
    for rule in (
        WeeklyPaidHours,
        WorkingDaysPerWeek,
        MaxConsecutiveDays,
        MinConsecutiveDaysOff,
        MinRest,
        MinWeeklyRest,
        MaxWeekends,
        MaxStartVariationPerWeek,
        MinConsecutiveDays,
        PeriodPaidHours,
        ShiftCount,
        ForbiddenSuccessions,
        TotalWeekends,
        MinStartToStart,
        ForwardRotation,
        CompleteWeekends,
        ShiftHours,
        AllowedWeekdays,
        ShiftPaidHours,
        PeriodDaysOff,
        AveragePaidHours,
        FixedRotation,
        ShiftBreaks,
        PaidTimeStep,
    )
}


def rules_of(contract: Contract, templates: tuple[ShiftTemplate, ...] = ()) -> tuple[Rule, ...]:
    """The work rules of a contract, its parameters checked; see `made_of`."""
    return made_of([Layer(f"contract '{contract.name}'", contract.rules)], templates)


class Layer(NamedTuple):
    """Rules that somebody wrote, and where.

    Attributes
    ----------
    place : str
        Such as ``contract 'full'``.
    rules : dict
        Parameters by the name of the rule, a list of these for a rule that holds several times, or
        `SWITCHED_OFF`.
    """

    place: str
    rules: dict[str, Any]


def made_of(
    layers: Sequence[Layer],
    templates: tuple[ShiftTemplate, ...] = (),
    known_shifts: Collection[str] | None = None,
) -> tuple[Rule, ...]:
    """The work rules that layers come to, each field by field before the ones below it.

    Parameters
    ----------
    layers : sequence of Layer
        From the lowest, such as a contract, to the one that goes before all.
    templates : tuple of ShiftTemplate
        Shifts that the rules are for; with them, parameters that no tour of these shifts can keep
        are found too.
    known_shifts : collection of str, optional
        All shift templates there are; with them, wrong names are found too.

    Raises
    ------
    DataError
        For every unknown rule or parameter, wrong value and contradiction: place, rule, field and
        what was expected.
    """
    problems: list[Problem] = []
    rules: list[Rule] = []
    for name, (place, given) in _merged(layers, problems).items():
        field = f"{place}, rules.{name}"
        if name not in RULES:
            problems.append(Problem(f"unknown work rule{meant(name, RULES)}", field=field))
            continue
        several = given if isinstance(given, list) and given else [given]
        for index, parameters in enumerate(several):
            numbered = f"{field}[{index}]" if len(several) > 1 else field
            try:
                rules.append(RULES[name].model_validate(parameters))
            except ValidationError as error:
                for detail in error.errors():
                    problems.append(parameter_problem(numbered, RULES[name], dict(detail)))
                continue
            for part, shift in rules[-1].shift_names():
                if known_shifts is not None and shift not in known_shifts:
                    message = f"unknown shift '{shift}'{meant(shift, known_shifts)}"
                    problems.append(Problem(message, field=f"{numbered}.{part}"))
    if not problems and templates:
        hard = [rule for rule in rules if rule.price is None]
        for at, message in _contradictions(hard, templates):
            problems.append(Problem(message, field=f"{layers[-1].place}, rules.{at}"))
    if problems:
        raise DataError(*problems)
    return tuple(rules)


def _merged(layers: Sequence[Layer], problems: list[Problem]) -> dict[str, tuple[str, Any]]:
    """For each rule the last place that speaks of it, and its parameters."""
    merged: dict[str, tuple[str, Any]] = {}
    for layer in layers:
        for rules in (_preset(layer, problems), layer.rules):
            for name, given in rules.items():
                if name == PRESET:
                    continue
                if isinstance(given, str) and given.lower() == SWITCHED_OFF:
                    merged.pop(name, None)
                    continue
                below = merged.get(name, ("", None))[1]
                both = isinstance(given, dict) and isinstance(below, dict)
                merged[name] = layer.place, below | given if both else given
    return merged


def _preset(layer: Layer, problems: list[Problem]) -> dict[str, Any]:
    """The rules of the preset that a layer names."""
    if PRESET not in layer.rules:
        return {}
    given = layer.rules[PRESET]
    name = given.get("name") if isinstance(given, dict) else given
    if isinstance(name, str) and name in PRESETS:
        return PRESETS[name].rules
    message = f"unknown preset {name!r}; write {PRESET}: {{name: {next(iter(PRESETS))}}}; there "
    place = f"{layer.place}, rules.{PRESET}"
    problems.append(Problem(f"{message}are {', '.join(PRESETS)}", field=place))
    return {}


def rules_schema() -> dict[str, Any]:
    """JSON Schema of ``rules`` in a contract: every work rule with its parameters.

    A rule may be given as a list, to hold several times, and be switched off.
    """
    properties = {}
    for name, rule in RULES.items():
        schema = rule.model_json_schema()
        summary = (rule.__doc__ or "").split("\n\n")[0]
        once = schema | {"description": " ".join(summary.split())}
        properties[name] = {
            "description": once["description"],
            "anyOf": [once, {"type": "array", "items": once}, {"const": SWITCHED_OFF}],
        }
    properties[PRESET] = {
        "type": "object",
        "description": "Limits from a working-time law, as a starting point.",
        "properties": {"name": {"enum": list(PRESETS), "description": "Name of the preset."}},
        "required": ["name"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": "Work rules by name with their parameters.",
        "properties": properties,
        "additionalProperties": False,
    }


def _contradictions(
    rules: list[Rule], templates: tuple[ShiftTemplate, ...]
) -> Iterator[tuple[str, str]]:
    alone = [
        (f"{rule.name}.{field}", message)
        for rule in rules
        for field, message in rule.contradictions(templates)
    ]
    yield from alone
    hours = next((rule for rule in rules if isinstance(rule, WeeklyPaidHours)), None)
    days = next((rule for rule in rules if isinstance(rule, WorkingDaysPerWeek)), None)
    if alone or hours is None or days is None:
        return
    shortest = min(template.paid_minutes for template in templates) / 60
    longest = max(template.paid_minutes for template in templates) / 60
    lengths = tuple(sorted({template.paid_minutes for template in templates}))
    place = f"{days.name} and {hours.name}"
    if days.min * shortest > hours.max:
        yield (
            place,
            f"{days.min} working days of the shortest shift ({shortest:g} paid hours) are "
            f"{days.min * shortest:g} hours, more than the maximum of {hours.max:g}",
        )
    elif days.max * longest < hours.min:
        yield (
            place,
            f"{days.max} working days of the longest shift ({longest:g} paid hours) are "
            f"{days.max * longest:g} hours, less than the minimum of {hours.min:g}",
        )
    else:
        for count in range(days.min, days.max + 1):
            sums = _sums_of(lengths, count)
            if any(hours.min * 60 <= total <= hours.max * 60 for total in sums):
                return
        yield (
            place,
            f"no {days.min} to {days.max} shifts of the contract come to between {hours.min:g} "
            f"and {hours.max:g} paid hours",
        )


def _sums_of(lengths: tuple[int, ...], count: int) -> set[int]:
    """Sums of exactly `count` lengths."""
    shortest = lengths[0]
    extra = totals(tuple(length - shortest for length in lengths if length > shortest), count)
    return {count * shortest + total for total in extra}
