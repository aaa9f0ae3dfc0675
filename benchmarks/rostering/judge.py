"""Independent judge of a roster of a public instance: what it breaks, and what it costs.

Reads the instance and the printed roster only, and shares no code with any solver.

    python -m benchmarks.rostering.judge INSTANCE ROSTER
"""

import sys
from itertools import groupby
from pathlib import Path

from benchmarks.rostering.instance import Employee, Instance, read

OFF = "-"
Roster = dict[str, list[str]]


def parse(text: str) -> Roster:
    """A printed roster: ``id: shift or - per day``, one line an employee."""
    roster = {}
    for line in text.splitlines():
        if line.strip():
            name, _, days = line.partition(":")
            roster[name.strip()] = days.split()
    return roster


def broken(instance: Instance, roster: Roster) -> list[str]:
    """Every hard rule that the roster breaks, in words."""
    found = []
    if set(roster) != {employee.id for employee in instance.staff}:
        found.append("the roster has not one line for each employee")
    known = {shift.id for shift in instance.shifts} | {OFF}
    for employee in instance.staff:
        days = roster.get(employee.id, [])
        if len(days) != instance.days or not set(days) <= known:
            found.append(f"{employee.id}: not one known shift or - for each day")
            continue
        found += [f"{employee.id}: {what}" for what in _broken(instance, employee, days)]
    return found


def _broken(instance: Instance, employee: Employee, days: list[str]) -> list[str]:
    found = []
    minutes_of = {shift.id: shift.minutes for shift in instance.shifts}
    forbidden = {shift.id: shift.not_before for shift in instance.shifts}
    for day, shift in enumerate(days):
        if shift != OFF and (employee.id, day) in instance.days_off:
            found.append(f"day {day}: works on a day off")
        if day and days[day - 1] != OFF and shift in forbidden[days[day - 1]]:
            found.append(f"day {day}: {shift} after {days[day - 1]}")
    for shift, most in employee.max_shifts.items():
        if days.count(shift) > most:
            found.append(f"{days.count(shift)} shifts {shift}, at most {most}")
    minutes = sum(minutes_of[shift] for shift in days if shift != OFF)
    if not employee.min_minutes <= minutes <= employee.max_minutes:
        found.append(f"{minutes} minutes, not {employee.min_minutes}-{employee.max_minutes}")
    day = 0
    for working, run in groupby(days, key=lambda shift: shift != OFF):
        length = len(list(run))
        inside = day > 0 and day + length < instance.days
        if working and length > employee.max_consecutive:
            found.append(f"day {day}: {length} shifts in a row")
        if working and inside and length < employee.min_consecutive:
            found.append(f"day {day}: only {length} shift(s) in a row")
        if not working and inside and length < employee.min_days_off:
            found.append(f"day {day}: only {length} day(s) off in a row")
        day += length
    weekends = sum(
        any(shift != OFF for shift in days[saturday : saturday + 2])
        for saturday in range(5, instance.days, 7)
    )
    if weekends > employee.max_weekends:
        found.append(f"{weekends} worked weekends, at most {employee.max_weekends}")
    return found


def cost(instance: Instance, roster: Roster) -> int:
    """Unmet and violated requests, and the weights of cover under and over."""
    total = sum(r.weight for r in instance.on if roster[r.employee][r.day] != r.shift)
    total += sum(r.weight for r in instance.off if roster[r.employee][r.day] == r.shift)
    for cover in instance.cover:
        present = sum(days[cover.day] == cover.shift for days in roster.values())
        total += cover.under * max(cover.required - present, 0)
        total += cover.over * max(present - cover.required, 0)
    return total


def main() -> None:
    instance, roster = read(Path(sys.argv[1])), parse(Path(sys.argv[2]).read_text())
    faults = broken(instance, roster)
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(1)
    print(f"feasible, cost {cost(instance, roster)}")


if __name__ == "__main__":
    main()
