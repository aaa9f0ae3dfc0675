"""How a plan is made: by which model, within which time, on how many simulated horizons."""

from typing import Literal

from pydantic import Field

from wfm.center.horizon import Horizon
from wfm.center.shrinkage import GivenShrinkage, Shares, Shrinkage, both
from wfm.center.values import Share, Value


class Staffing(Value):
    """How demand and targets become required agents."""

    model: Literal["erlang_a", "erlang_c"] = Field(
        "erlang_a", description="Queueing model; erlang_c ignores abandonment."
    )
    shrinkage: GivenShrinkage = Field(
        Shrinkage.constant(0.0),
        description="Share of rostered time lost without a plan (sickness, lateness): one share, "
        "or a list of pieces by weekday and time of day, of which the last one that fits counts "
        "(none where none fits). Requirements are divided by 1 - shrinkage, and the simulation "
        "draws the absences.",
    )
    planned_shrinkage: GivenShrinkage = Field(
        Shrinkage.constant(0.0),
        description="Share of rostered time that will be lost as planned but is not in the roster "
        "yet (leave not booked, meetings, coaching), written like shrinkage. Both together are "
        "1 - (1 - planned) x (1 - unplanned).",
    )
    max_occupancy: Share = Field(
        1.0, gt=0, description="Agents are added until no more than this share of them is busy."
    )

    def shrinkage_by_interval(self, horizon: Horizon) -> Shares:
        """Share of rostered time lost in each interval, planned or not, shape (intervals,)."""
        unplanned = self.shrinkage.by_interval(horizon)
        return both(self.planned_shrinkage.by_interval(horizon), unplanned)


class Scheduling(Value):
    """How long and for what the scheduler searches."""

    seconds: float = Field(
        20.0,
        gt=0,
        le=36000,
        description="Work of the search, all weeks, as the seconds that it usually takes. It is no "
        "clock: a busy or slow machine takes longer for the same work and the same roster, up to "
        "five times as long.",
    )
    under_cost_per_hour: float | None = Field(
        None,
        ge=0,
        description="Price of an agent-hour short of the requirement; by default 3 times the "
        "dearest pay per hour of the contracts. `wfm plan` raises it while a target breaks and "
        "people who could help have no shift.",
    )
    over_cost_per_hour: float | None = Field(
        None,
        ge=0,
        description="Price of an agent-hour above the requirement, beside its pay; by default a "
        "tenth of the dearest pay per hour.",
    )
    price_of_wish: float | None = Field(
        None,
        ge=0,
        description="Price of refusing a wish of weight 1 on one day; by default the dearest pay "
        "per hour.",
    )


class Simulation(Value):
    """How often the roster is lived through."""

    replications: int = Field(
        30, ge=2, le=100000, description="Simulated horizons, each on its own path of demand."
    )
    late_breaks: Literal["keep_length", "keep_end"] = Field(
        "keep_length",
        description="A break that begins late, because a contact ran into it, keeps its length "
        "and ends late, or ends as planned.",
    )


class Planning(Value):
    """How the requirement is corrected until the simulated roster just keeps its targets."""

    rounds: int = Field(
        8,
        ge=0,
        le=100,
        description="Most rounds of staffing, scheduling and simulating; 0 staffs every interval "
        "by the queueing model and schedules once.",
    )
