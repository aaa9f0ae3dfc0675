"""Rule `min_weekly_rest`: one long rest in every calendar week."""

from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation

_RESTED = "rested"


class MinWeeklyRest(Rule):
    """Fewest hours without work in one piece in every week from Monday 00:00 to Sunday 24:00.

    Only what lies inside the week counts, and only weeks that lie wholly in the horizon are judged.
    """

    name: ClassVar[str] = "min_weekly_rest"
    weaker_by: ClassVar[dict[str, float]] = {"hours": -1}

    hours: float = Field(gt=0, le=144, description="Fewest hours of rest in one piece.")

    def check(self, tour: Tour) -> list[Violation]:
        """Whole weeks without a rest that is long enough."""
        found = []
        bounds = tour.employment.horizon.day_bounds_s
        for week in tour.employment.weeks:
            if not week.is_whole:
                continue
            begin, end = int(bounds[week.first]), int(bounds[week.last + 1])
            worked = [
                (s.start_s, s.end_s) for s in tour.shifts if s.end_s > begin and s.start_s < end
            ]
            free_from, longest = begin, 0
            for start, stop in worked:
                longest = max(longest, start - free_from)
                free_from = max(free_from, stop)
            longest = max(longest, end - free_from)
            if longest < self.hours * 3600 - 1e-6:
                found.append(
                    self.violation(
                        tour,
                        week.first,
                        f"the longest rest in the week of {week.monday:%d %b %Y} is "
                        f"{longest / 3600:.4g} h, at least {self.hours:g} h are due",
                    )
                )
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Whether the week has had its rest, and otherwise since when the agent has been free."""
        bounds = options.horizon.day_bounds_s
        rest_s = self.hours * 3600
        week_of = {day: week for week in employment.weeks for day in week.days}

        def label(day: int, option: int) -> Label:
            return int(options.start_s[day, option]), int(options.end_s[day, option])

        def step(day: int, label: Label | None, state: State) -> State | None:
            week = week_of[day]
            rested = state == _RESTED or not week.is_whole
            free_from = int(bounds[day]) if rested else state
            if label is not None:
                start, end = label
                rested = rested or start - free_from >= rest_s
                free_from = end
            if day != week.last:
                return _RESTED if rested and week.is_whole else free_from
            midnight = int(bounds[day + 1])
            if not rested and midnight - free_from < rest_s:
                return None
            return max(free_from, midnight)

        return explore(options, label, int(bounds[0]), step)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At least {self.hours:g} hours without work in one piece every calendar week."
