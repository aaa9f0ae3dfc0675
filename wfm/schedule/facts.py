"""What every shift must keep whatever the contract's rules: grid, breaks, employment, time off."""

import itertools
from collections import Counter
from collections.abc import Iterator

from wfm.center.roster import Shift, Span
from wfm.center.shift import Activity, ShiftTemplate
from wfm.center.values import format_clock
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


def check_facts(tour: Tour) -> list[Violation]:
    """Everything in a tour that cannot be, whatever the work rules.

    The facts are ``inside_horizon``, ``employed``, ``time_off``, ``one_shift_a_day``,
    ``no_overlap``, ``whole_shift``, ``template`` and ``breaks``.
    """
    found = [
        Violation(fact, tour.agent, shift.day, message)
        for shift in tour.shifts
        for fact, message in _broken(tour, shift)
    ]
    for day, count in Counter(shift.day for shift in tour.shifts).items():
        if count > 1:
            message = f"{count} shifts on one day, at most one is possible"
            found.append(Violation("one_shift_a_day", tour.agent, day, message))
    for _, later, rest in tour.with_past().rests():
        if rest < 0 and later in tour.shifts:
            message = f"the shift starts {-rest * 60:.4g} min before the one before it ends"
            found.append(Violation("no_overlap", tour.agent, later.day, message))
    return found


def _broken(tour: Tour, shift: Shift) -> Iterator[tuple[str, str]]:
    employment = tour.employment
    day = tour.day_index(shift)
    if not 0 <= day < employment.horizon.days:
        yield "inside_horizon", "the shift does not begin in the horizon"
        return
    if not employment.employed[day]:
        yield "employed", "the agent is not employed on this day"
    if employment.time_off_hours[day] is not None:
        yield "time_off", "the agent has time off"
    if (clash := _not_whole(tour, shift.spans)) is not None:
        yield "whole_shift", clash
        return
    template = next((t for t in employment.templates if t.name == shift.template), None)
    if template is None:
        listed = ", ".join(t.name for t in employment.templates)
        contract = f"contract '{employment.contract.name}' ({listed})"
        if shift.template:
            message = f"shift '{shift.template}' is not one of {contract}"
        else:
            message = f"{shift.hours(employment.horizon)} are the hours of no shift of {contract}"
        yield "template", message
        return
    yield from _against_template(tour, shift, day, template)


def _not_whole(tour: Tour, spans: tuple[Span, ...]) -> str | None:
    """What keeps activities from being one shift, None where they are one."""
    if not spans or any(span.end_s <= span.start_s for span in spans):
        return "an activity lasts no time"
    for before, after in itertools.pairwise(spans):
        begin, end = (
            f"{tour.employment.horizon.moment(second):%H:%M}"
            for second in (before.end_s, after.start_s)
        )
        if before.end_s < after.start_s:
            return f"nothing from {begin} to {end}; a day has one shift without gaps"
        if before.end_s > after.start_s:
            return f"{after.activity.value} at {end} begins before {before.activity.value} ends"
    return None


def _against_template(
    tour: Tour, shift: Shift, day: int, template: ShiftTemplate
) -> Iterator[tuple[str, str]]:
    horizon = tour.employment.horizon
    if shift.day.weekday() not in template.weekdays:
        yield "template", f"shift '{template.name}' may start on {template.days} only"
    if shift.start_s not in {horizon.second_of(day, clock) for clock in template.starts_min}:
        first, last = template.starts_min[0], template.starts_min[-1]
        yield (
            "template",
            f"shift '{template.name}' starts from {format_clock(first)} to {format_clock(last)} "
            f"every {template.step_minutes} min, not at {_moment(tour, shift)}",
        )
    length = (shift.end_s - shift.start_s) / 60
    if length != template.length_minutes:
        yield (
            "template",
            f"shift '{template.name}' lasts {template.length_minutes} min, not {length:g}",
        )
    yield from _breaks(shift, template)


def _moment(tour: Tour, shift: Shift) -> str:
    """Start of a shift on the clock, with seconds or date where these are what is wrong."""
    start = tour.employment.horizon.moment(shift.start_s)
    shown = f"{start:%H:%M:%S}" if start.second else f"{start:%H:%M}"
    return shown if start.date() == shift.day else f"{shown} on {start:%a %d %b %Y}"


def _breaks(shift: Shift, template: ShiftTemplate) -> Iterator[tuple[str, str]]:
    pauses = [span for span in shift.spans if span.activity is not Activity.ON_QUEUE]
    if any(not span.paid for span in shift.on_queue_spans()):
        yield "breaks", "time on queue is not paid"
    if len(pauses) != len(template.breaks):
        yield (
            "breaks",
            f"{len(pauses)} pauses, shift '{template.name}' has {len(template.breaks)}",
        )
        return
    offsets = [(pause.start_s - shift.start_s) / 60 for pause in pauses]
    if template.limits_stretches and not template.keeps_stretches(offsets):
        yield "breaks", _stretch(template, offsets)
    for pause, rule in zip(pauses, template.breaks, strict=True):
        offset = (pause.start_s - shift.start_s) / 60
        as_ruled = (rule.activity, rule.minutes, rule.paid)
        if (pause.activity, pause.minutes, pause.paid) != as_ruled:
            yield (
                "breaks",
                f"{rule.name} is {rule.minutes} min of {rule.activity.value}, "
                f"{'paid' if rule.paid else 'unpaid'}; the roster has {pause.minutes:g} min of "
                f"{pause.activity.value}, {'paid' if pause.paid else 'unpaid'}",
            )
        elif offset not in rule.starts_min:
            yield (
                "breaks",
                f"{rule.name} starts {offset:g} min into the shift; possible is "
                f"{rule.earliest_min} to {rule.latest_min} every {rule.step_minutes} min",
            )


def _stretch(template: ShiftTemplate, offsets_min: list[float]) -> str:
    stretches = template.stretches_min(offsets_min)
    longest, shortest = template.longest_stretch_minutes, template.shortest_stretch_minutes
    if longest is not None and max(stretches) > longest:
        return f"{max(stretches):g} min without a break, at most {longest} min are allowed"
    return f"only {min(stretches):g} min beside a pause, at least {shortest} min are due"
