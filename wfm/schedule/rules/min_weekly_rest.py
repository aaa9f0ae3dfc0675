"""Rule `min_weekly_rest`: one long rest in every calendar week."""

from typing import ClassVar

from pydantic import Field

from wfm.schedule.automaton import Automaton, Label, Over, State, explore
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options
from wfm.schedule.rules.rule import Rule
from wfm.schedule.tour import Tour
from wfm.schedule.violation import Violation


class MinWeeklyRest(Rule):
    """Fewest hours without work in one piece in every week from Monday 00:00 to Sunday 24:00.

    Only what lies inside the week counts, and only weeks that lie wholly in the horizon are judged.
    """

    name: ClassVar[str] = "min_weekly_rest"
    unit: ClassVar[str] = "hour"
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
                        self.hours - longest / 3600,
                    )
                )
        return found

    def automaton(self, options: Options, employment: Employment) -> Automaton:
        """Longest rest of the week as far as it matters, and since when the agent is free."""
        bounds = options.horizon.day_bounds_s
        rest_s = self.hours * 3600
        week_of = {day: week for week in employment.weeks for day in week.days}

        def mattering(longest: float) -> float:
            # Without a price only a rest that is long enough is worth remembering.
            return min(longest, rest_s) if self.price is not None or longest >= rest_s else 0

        def label(day: int, option: int) -> Label:
            return int(options.start_s[day, option]), int(options.end_s[day, option])

        def step(day: int, label: Label | None, state: State) -> State | Over:
            week = week_of[day]
            longest, free_from = state
            if label is not None:
                start, end = label
                longest, free_from = mattering(max(longest, start - free_from)), end
            if longest == rest_s or not week.is_whole:
                # Had its rest, or not judged: until when the last shift goes matters alone.
                longest, free_from = rest_s, max(free_from, int(bounds[day + 1]))
            if day != week.last:
                return longest, free_from
            midnight = int(bounds[day + 1])
            longest = max(longest, midnight - free_from)
            following = 0, max(free_from, midnight)
            missing = (rest_s - longest) / 3600
            return Over(following, missing) if missing > 0 and week.is_whole else following

        return explore(options, label, (0, int(bounds[0])), step, price=self.price)

    def sentence(self) -> str:
        """The rule in one sentence."""
        return f"At least {self.hours:g} hours without work in one piece every calendar week."
