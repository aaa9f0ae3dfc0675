"""Start a scenario from a history: opening hours, handle times and a first guess of the people."""

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from textwrap import indent

import numpy as np
import yaml
from numpy.typing import NDArray

from wfm.center.date_format import DateFormat
from wfm.center.errors import DataError, Problem, UsageError
from wfm.center.files import SCENARIO_FILE
from wfm.center.history import History
from wfm.center.values import NAME_HINT, WEEKDAYS, format_clock, is_name
from wfm.history.read import read_history
from wfm.schedule.schema import scenario_schema_with_rules
from wfm.simulate import erlang

DEFAULT_AHT_S = 300
DEFAULT_PATIENCE_S = 180
_OPEN_SHARE = 0.02
_FULL_TIME_HOURS = 37.5
_USEFUL_SHARE = 0.78  # of paid hours: breaks, absence, shifts that do not follow the demand
_WEEKS_SEEN = 8


@dataclass(frozen=True)
class OpeningGuess:
    """When a queue seems to be open: weekday numbers by first and last minute of the day."""

    spans: dict[int, tuple[int, int]]

    def to_yaml(self) -> str:
        """The guess as the ``open`` field, weekdays with the same span together."""
        groups: dict[tuple[int, int], list[str]] = {}
        for day, span in sorted(self.spans.items()):
            groups.setdefault(span, []).append(WEEKDAYS[day])
        fields = (
            f'"{", ".join(days)}": "{format_clock(a)}-{format_clock(b)}"'
            for (a, b), days in groups.items()
        )
        return "{" + ", ".join(fields) + "}"


@dataclass(frozen=True)
class Source:
    """A user's own history file, and what its columns do not say.

    Attributes
    ----------
    file : Path
    timezone : str
        Zone of the center, and of times without offset.
    interval_minutes : int, optional
        Interval to plan in; by default the file's.
    queue, time_column, date_column, value_column, queue_column, date_format : str, optional
        For a plain or foreign file.
    """

    file: Path
    timezone: str = "UTC"
    interval_minutes: int | None = None
    queue: str | None = None
    time_column: str | None = None
    date_column: str | None = None
    value_column: str | None = None
    queue_column: str | None = None
    date_format: DateFormat | None = None

    def read(self) -> History:
        """Read the file."""
        return read_history(
            self.file,
            timezone=self.timezone,
            interval_minutes=self.interval_minutes,
            queue=self.queue,
            time_column=self.time_column,
            date_column=self.date_column,
            value_column=self.value_column,
            queue_column=self.queue_column,
            date_format=self.date_format,
        )

    def to_yaml(self) -> str:
        """The ``history`` section for a copy of the file beside the scenario."""
        fields = {
            "file": "history.csv",
            "queue": self.queue,
            "time_column": self.time_column,
            "date_column": self.date_column,
            "value_column": self.value_column,
            "queue_column": self.queue_column,
            "date_format": self.date_format,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        # A column may be called by anything, such as "Calls: in".
        text = yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=1000)
        return "history:\n" + indent(text, "  ")


def start_scenario(name: str, folder: Path, source: Source) -> Path:
    """Make a scenario's folder from a history file, which is copied into it.

    Parameters
    ----------
    name : str
        Name of the scenario and of its folder.
    folder : Path
        Where to make it.
    source : Source
        The history.

    Returns
    -------
    Path
        The folder that was made.

    Raises
    ------
    UsageError
        If the name is not fit for a folder, or the folder exists.
    DataError
        If the history cannot be read.
    """
    place = _new_folder(name, folder)
    history = source.read()
    for queue in history.queues:
        if not is_name(queue):
            raise DataError(Problem(f"'{queue}' is no name for a queue; {NAME_HINT}", source.file))
    guesses = [guess_opening(history, row) for row in range(len(history.queues))]
    opens = min((a for g in guesses for a, _ in g.spans.values()), default=0)
    closes = max((b for g in guesses for _, b in g.spans.values()), default=24 * 60)
    agents = _first_headcount(history)
    place.mkdir(parents=True)
    shutil.copyfile(source.file, place / "history.csv")
    (place / SCENARIO_FILE).write_text(
        _scenario_text(name, history, source.to_yaml(), guesses, opens, closes), encoding="utf-8"
    )
    schema = json.dumps(scenario_schema_with_rules(), indent=2, ensure_ascii=False) + "\n"
    (folder / "scenario.schema.json").write_text(schema, encoding="utf-8")
    skills = ";".join(history.queues)
    rows = [f"A{i + 1:03d},Agent {i + 1},full-time,{skills}" for i in range(agents)]
    (place / "agents.csv").write_text(
        "id,name,contract,skills\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    return place


def _new_folder(name: str, folder: Path) -> Path:
    if not is_name(name):
        raise UsageError(f"'{name}' is no name for a scenario; {NAME_HINT}")
    place = folder / name
    if place.exists():
        raise UsageError(f"{place} exists already; choose another name")
    return place


def guess_opening(history: History, row: int) -> OpeningGuess:
    """Opening hours by weekday: from the first to the last interval with more than a trickle.

    An interval counts when its mean is above 2 % of the queue's busiest interval of the week, in
    the last eight weeks.
    """
    grid = history.grid
    mean = _mean_week(history, row)
    busy = mean.reshape(7, 24 * 60) > _OPEN_SHARE * max(mean.max(), 1e-9)
    spans = {}
    for day in range(7):
        minutes = np.flatnonzero(busy[day])
        if len(minutes):
            spans[day] = (int(minutes[0]), int(minutes[-1]) + grid.interval_minutes)
    return OpeningGuess(spans)


def _mean_week(history: History, row: int) -> NDArray[np.float64]:
    """Mean contacts by minute of the week at which an interval starts, in the last eight weeks."""
    grid = history.grid
    recent = grid.day_of_interval >= grid.days - 7 * _WEEKS_SEEN
    weekday = np.array([d.weekday() for d in grid.dates])[grid.day_of_interval]
    known = recent & ~np.isnan(history.offered[row])
    slot = (weekday * 24 * 60 + grid.clock_min_of_interval)[known]
    total = np.bincount(slot, weights=history.offered[row][known], minlength=7 * 24 * 60)
    times = np.bincount(slot, minlength=7 * 24 * 60)
    return total / np.maximum(times, 1)


def _mean_aht_s(history: History, row: int) -> float:
    offered, aht_s = history.offered[row], history.aht_s[row]
    known = (offered > 0) & (aht_s > 0)
    if not known.any():
        return float(DEFAULT_AHT_S)
    return float(np.average(aht_s[known], weights=offered[known]))


def _first_headcount(history: History) -> int:
    """Full-time agents who would give 80/20 in the mean week of the last eight."""
    grid = history.grid
    hours = 0.0
    for row in range(len(history.queues)):
        mean = _mean_week(history, row)
        aht_s = _mean_aht_s(history, row)
        busy = mean[mean > _OPEN_SHARE * max(mean.max(), 1e-9)]
        agents = erlang.agents_needed(
            busy * aht_s / grid.interval_s,
            aht_s,
            goal=0.8,
            threshold_s=20.0,
            patience_s=DEFAULT_PATIENCE_S,
        )
        hours += float(np.sum(agents)) * grid.interval_minutes / 60
    return max(4, ceil(hours / (_FULL_TIME_HOURS * _USEFUL_SHARE)))


def _scalar(name: str) -> str:
    """A name as YAML, in quotes where it would be read as a number or as yes and no."""
    return yaml.safe_dump(name, explicit_end=False).removesuffix("...\n").strip()


def _queue_text(history: History, row: int, guess: OpeningGuess) -> str:
    offered, aht_s = history.offered[row], history.aht_s[row]
    known: NDArray[np.bool_] = (offered > 0) & (aht_s > 0)
    aht = (
        f"    # aht_s: handle times come from the history (mean {_mean_aht_s(history, row):.0f} s)"
        if known.any()
        else f"    aht_s: {DEFAULT_AHT_S}                 # the history has none: put in your own"
    )
    return (
        f"  - name: {_scalar(history.queues[row])}\n"
        "    channel: voice\n"
        f"    open: {guess.to_yaml()}   # guessed from the history\n"
        f"{aht}\n"
        f"    mean_patience_s: {DEFAULT_PATIENCE_S}       # how long callers hold on, on average\n"
        "    minimum_agents: 1\n"
    )


def _scenario_text(
    name: str,
    history: History,
    history_text: str,
    guesses: list[OpeningGuess],
    opens: int,
    closes: int,
) -> str:
    after = history.grid.start + timedelta(days=history.grid.days)
    monday = after + timedelta(days=-after.weekday() % 7)
    length = min(480, closes - opens)
    queues = "".join(_queue_text(history, row, guess) for row, guess in enumerate(guesses))
    targets = "".join(
        f"  - name: {queue}-80-20\n    queue: {_scalar(queue)}\n    measure: service_level\n"
        "    formula: offered\n    answered_within_s: 20\n    goal: 80 %\n"
        "    # probability: 80 %        # of simulated plans that must reach it; by default half\n"
        for queue in history.queues
    )
    breaks = (
        "    breaks:\n"
        "      - {name: first break, minutes: 15, earliest_min: 75, latest_min: 150}\n"
        "      - {name: lunch, activity: meal, minutes: 30, paid: false, earliest_min: 195, "
        "latest_min: 285}\n"
        "      - {name: second break, minutes: 15, earliest_min: 330, latest_min: 420}\n"
        if length == 480
        else ""
    )
    paid = (length - (30 if breaks else 0)) / 60
    days = max(1, min(5, int(40 / paid)))
    return f"""\
# yaml-language-server: $schema=../scenario.schema.json
# A contact center for wfm. Every field is described in docs/reference/scenario.md.
name: {_scalar(name)}
description: Started from {history.grid.days} days of history.
seed: 1

horizon:
  start: {monday}          # the first Monday after the history
  days: 28
  interval_minutes: {history.grid.interval_minutes}
  timezone: {history.grid.timezone}

{history_text}
holidays: {{}}                   # such as {{country: GB, subdivision: ENG}}

queues:
{queues}
targets:
{targets}
staffing:
  model: erlang_a
  shrinkage: 5 %                 # unplanned absence; a list of pieces by weekday and hour, too
  max_occupancy: 90 %

shifts:
  - name: day
    earliest_start: "{format_clock(opens)}"
    latest_start: "{format_clock(closes - length)}"
    step_minutes: 30
    length_minutes: {length}
{breaks}
contracts:
  - name: full-time
    shifts: [day]
    cost_per_hour: 20
    rules:
      weekly_paid_hours: {{min: 0, max: {paid * days:g}}}
      working_days_per_week: {{max: {days}}}
      max_consecutive_days: {{days: 6}}
      min_rest: {{hours: 11}}

agents: agents.csv               # a first guess: put in your own people

scheduling: {{seconds: 20}}
simulation: {{replications: 50}}
currency: EUR
"""
