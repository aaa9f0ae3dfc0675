"""Shifts of which a file tells less than wfm knows: which template, its pauses, what is paid."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from itertools import pairwise

import numpy as np

from wfm.center.horizon import Horizon
from wfm.center.roster import Shift, Span
from wfm.center.shift import Activity, ShiftTemplate
from wfm.schedule.pauses import spans_of


class Told(Enum):
    """What is to be said of how shifts were read, with their number."""

    PAUSES = "pauses are not in the file: those of {} are taken at their earliest places"
    NO_TEMPLATE = "no shift of the agent's contract has the hours of {}: no pauses are placed there"
    OTHER_TIMES = "the named template has not the hours of {}: no pauses are placed there"
    PAID = "the file does not tell what is paid: pauses of {} are paid as their templates say"

    def sentence(self, count: int) -> str:
        """In words."""
        return self.value.format(f"{count:,} shifts" if count != 1 else "1 shift")


def fitting(
    horizon: Horizon, shift: Shift, templates: Sequence[ShiftTemplate]
) -> list[ShiftTemplate]:
    """Templates that start and end exactly so on the day of a shift, with the same gap.

    Parameters
    ----------
    horizon : Horizon
    shift : Shift
        Its spans are the parts, or the activities, that the file tells.
    templates : sequence of ShiftTemplate
        Those of the agent's contract.
    """
    day = (shift.day - horizon.start).days
    minutes = (shift.end_s - shift.start_s) / 60
    return [
        template
        for template in templates
        if template.length_minutes == minutes
        and shift.day.weekday() in template.weekdays
        and shift.start_s in {horizon.second_of(day, start) for start in template.starts_min}
        and (template.split is not None) == bool(_gaps_min(shift))
        and _with_gaps(template, _gaps_min(shift)) is not None
    ]


def with_pauses(shift: Shift, template: ShiftTemplate | None) -> tuple[Shift, Told | None]:
    """A shift of which the file tells the parts only, its pauses at their earliest places."""
    gaps = _gaps_min(shift)
    plain = replace(shift, spans=_filled(shift.spans))
    if template is None:
        return plain, Told.NO_TEMPLATE
    same_length = (shift.end_s - shift.start_s) / 60 == template.length_minutes
    known = _with_gaps(template, gaps) if same_length else None
    places = known.first_placement if known is not None else None
    if places is None:
        return plain, Told.OTHER_TIMES
    starts_s = 60 * np.array(places, dtype=np.int64)
    told = len(template.breaks) > len(gaps) and not template.on_call
    made = replace(shift, spans=spans_of(template, shift.start_s, starts_s))
    return made, Told.PAUSES if told else None


def laid_over(parts: Sequence[Span], inside: Sequence[Span]) -> tuple[Span, ...]:
    """The parts of a shift with activities that lie in them.

    Raises
    ------
    ValueError
        If an activity lies outside the parts.
    """
    found: list[Span] = []
    left = list(inside)
    for part in parts:
        now = part.start_s
        for span in [s for s in left if part.start_s <= s.start_s and s.end_s <= part.end_s]:
            left.remove(span)
            if span.start_s > now:
                found.append(replace(part, start_s=now, end_s=span.start_s))
            found.append(span)
            now = span.end_s
        if part.end_s > now:
            found.append(replace(part, start_s=now))
    if left:
        raise ValueError(f"{left[0].activity.value} does not lie in the shift of that day")
    return tuple(found)


def with_gap(shift: Shift, template: ShiftTemplate | None) -> Shift:
    """The shift of a template that is split, with its gap off duty where the file tells nothing."""
    if template is None or template.split is None:
        return shift
    return replace(shift, spans=_filled(shift.spans))


def paid_as_template(shift: Shift, template: ShiftTemplate | None) -> tuple[Shift, Told | None]:
    """The shift with its pauses paid as the template has them, where it has such."""
    rules = template.breaks if template is not None else ()
    pauses = [span for span in shift.spans if span.activity is not Activity.ON_QUEUE]
    in_order = [span.activity for span in pauses] == [rule.activity for rule in rules]
    paid: dict[Span, bool] = {}
    for i, span in enumerate(pauses):
        like = {rule.paid for rule in rules if rule.activity is span.activity}
        if in_order:
            paid[span] = rules[i].paid
        elif span.activity in (Activity.OFF_DUTY, Activity.ON_CALL):
            paid[span] = False
        elif len(like) == 1:
            paid[span] = like.pop()
    spans = tuple(replace(span, paid=paid.get(span, span.paid)) for span in shift.spans)
    return replace(shift, spans=spans), Told.PAID if pauses else None


def _filled(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans with time off duty between those that leave a gap."""
    found = list(spans[:1])
    for before, after in pairwise(spans):
        if before.end_s < after.start_s:
            found.append(Span(Activity.OFF_DUTY, before.end_s, after.start_s, paid=False))
        found.append(after)
    return tuple(found)


def _gaps_min(shift: Shift) -> list[tuple[float, float]]:
    """Start after the shift's and length of each gap, in minutes."""
    return [
        ((span.start_s - shift.start_s) / 60, span.minutes)
        for span in _filled(shift.spans)
        if span.activity is Activity.OFF_DUTY
    ]


def _with_gaps(template: ShiftTemplate, gaps: list[tuple[float, float]]) -> ShiftTemplate | None:
    """The template with its gap where it is known to lie; None where it cannot lie so."""
    if not gaps:
        return template
    if template.split is None or len(gaps) > 1:
        return None
    gap, ((start, minutes),) = template.split.gap, gaps
    if minutes != gap.minutes or start not in gap.starts_min:
        return None
    there = gap.model_copy(update={"earliest_min": int(start), "latest_min": int(start)})
    breaks = tuple(there if pause == gap else pause for pause in template.breaks)
    return template.model_copy(update={"breaks": breaks})
