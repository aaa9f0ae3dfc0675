"""What people wish for: what a choice that refuses it costs, and what a roster grants."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.center.roster import Roster
from wfm.center.scenario import Scenario
from wfm.center.wish import Wish
from wfm.schedule.employment import Employment
from wfm.schedule.options import Options

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Outcome:
    """What became of a wish on one day.

    Attributes
    ----------
    agent : str
    day : date
    wish : Wish
    granted : bool
    cost : float
        Price of the refusal, 0 where the wish is granted.
    """

    agent: str
    day: date
    wish: Wish
    granted: bool
    cost: float

    def __str__(self) -> str:
        verdict = "granted" if self.granted else f"refused at {self.cost:,.2f}"
        return f"{self.agent}, {self.day:%a %d %b %Y}, {self.wish.describe()}: {verdict}"


def outcomes(
    scenario: Scenario, roster: Roster, agents: Collection[str] | None = None
) -> tuple[Outcome, ...]:
    """What a roster makes of wishes, day by day, in the order of the scenario's wishes.

    By default of everybody's, otherwise of those of some agents.

    Days on which the agent is not employed or has time off are left out, as are days off where the
    wish is only about days at work.
    """
    wishes = [wish for wish in scenario.wishes if agents is None or wish.agent in agents]
    wishing = {wish.agent for wish in wishes}
    employment = {
        agent.id: Employment.of(scenario, agent) for agent in scenario.agents if agent.id in wishing
    }
    horizon = scenario.horizon
    found = []
    for wish in wishes:
        shifts = {shift.day: shift for shift in roster.by_agent.get(wish.agent, ())}
        factor = wish_factor(scenario, wish.agent)
        for index, day in enumerate(horizon.dates):
            if not wish.is_about(day) or not employment[wish.agent].may_work(index):
                continue
            shift = shifts.get(day)
            liked = False
            if shift is not None:
                start = horizon.moment(shift.start_s)
                later = (start.date() - day).days
                liked = wish.likes(shift.template, later * 1440 + start.hour * 60 + start.minute)
            granted = wish.is_granted(shift is not None, liked)
            if granted is not None:
                price = scenario.prices.price_of_wish * wish.weight * factor
                found.append(Outcome(wish.agent, day, wish, granted, 0.0 if granted else price))
    return tuple(found)


def outcomes_to_frame(found: tuple[Outcome, ...]) -> "pd.DataFrame":
    """One row a wish and day; columns: agent, day, wish, weight, granted, cost, reason."""
    import pandas as pd

    rows = [
        (o.agent, o.day.isoformat(), o.wish.describe(), o.wish.weight, o.granted, o.cost,
         o.wish.reason)
        for o in found
    ]  # fmt: skip
    columns = ["agent", "day", "wish", "weight", "granted", "cost", "reason"]
    return pd.DataFrame(rows, columns=columns)


def wish_prices(
    scenario: Scenario, employment: Employment, options: Options
) -> NDArray[np.float64] | None:
    """Price of each choice of an agent for the wishes that it refuses.

    Returns
    -------
    array of shape (days, options + 1), or None
        Column 0 is a day off; None for an agent without a wish that any choice could refuse.
    """
    agent = employment.agent.id
    wishes = [wish for wish in scenario.wishes if wish.agent == agent]
    if not wishes:
        return None
    horizon = options.horizon
    prices = np.zeros((horizon.days, len(options) + 1))
    factor = wish_factor(scenario, agent)
    for wish in wishes:
        price = scenario.prices.price_of_wish * wish.weight * factor
        liked = [
            wish.likes(options.template(option).name, start)
            for option, start in enumerate(options.clock_min)
        ]
        refuses = np.array(
            [
                wish.is_granted(False, False) is False,
                *(wish.is_granted(True, likes) is False for likes in liked),
            ]
        )
        for index, day in enumerate(horizon.dates):
            if wish.is_about(day) and employment.may_work(index):
                prices[index] += price * refuses
    return prices if prices.any() else None


def wish_factor(scenario: Scenario, agent: str) -> float:
    """By how much an agent's wishes weigh more than others' for those refused in past periods.

    It is 1 plus the share of past wishes that were refused: from 1 for people whose wishes were
    all granted, or who had none, to 2.
    """
    past = next((share for share in scenario.past_shares if share.agent == agent), None)
    if past is None or past.wishes == 0:
        return 1.0
    return 1.0 + (past.wishes - past.wishes_granted) / past.wishes
