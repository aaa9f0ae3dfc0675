"""How a requirement came about, step by step, for one queue and interval."""

from datetime import datetime

from wfm.center.errors import UsageError
from wfm.center.horizon import Horizon
from wfm.center.scenario import Scenario
from wfm.staff.requirement import Requirement


def explain(scenario: Scenario, requirement: Requirement, queue: str, interval: int) -> list[str]:
    """Sentences from demand to required agents, each with its figures.

    Parameters
    ----------
    scenario : Scenario
    requirement : Requirement
        Made by `wfm.staff` for this scenario.
    queue : str
    interval : int
        Number of the interval in the horizon, from 0.

    Raises
    ------
    UsageError
        If there is no such queue or interval.
    """
    if queue not in requirement.queues:
        raise UsageError(f"no queue '{queue}'; there are {', '.join(requirement.queues)}")
    known_interval(requirement.horizon, interval)
    i = requirement.queues.index(queue)
    a_queue, target = scenario.queue(queue), scenario.service_target(queue)

    def at(name: str) -> float:
        return float(getattr(requirement, name)[i, interval])

    horizon = requirement.horizon
    start, end = (horizon.moment(n * horizon.interval_s) for n in (interval, interval + 1))
    when = f"{queue}, {start:%a %d %b %Y %H:%M}-{end:%H:%M}"
    is_open = a_queue.open.open_intervals(horizon, scenario.holidays.within(horizon))[interval]
    if not is_open and at("required_gross") == 0:
        return [f"{when}: closed, so nobody is needed."]
    steps = [
        f"{when}: {at('offered'):.1f} contacts are expected, {at('aht_s'):.0f} s each.",
        f"That is a workload of {at('workload_erlangs'):.2f} agents"
        + (
            f" at {a_queue.concurrency} contacts in hand."
            if a_queue.concurrency > 1
            else ", spread over the time it may wait."
            if a_queue.channel.deferrable
            else "."
        ),
    ]
    promised = scenario.staffing_targets(queue)
    if not promised:
        steps.append(f"Nothing is promised: {at('for_target'):.4g} agents carry the work.")
    elif a_queue.channel.deferrable:
        wait = target.describe() if target else "no service level, so a day"
        steps.append(f"Target {wait}: {at('for_target'):.2f} agents keep pace.")
    else:
        model = "Erlang A" if requirement.model == "erlang_a" else "Erlang C"
        if model == "Erlang A" and a_queue.mean_patience_s is None:
            model = "Erlang C (no patience is given)"
        steps.append(
            f"Promised {' and '.join(t.describe() for t in promised)}: "
            f"{at('for_target'):.4g} agents by {model}, "
            f"{at('for_target') - at('workload_erlangs'):.2f} above the workload."
        )
    steps += [
        f"Occupancy of at most {scenario.staffing.max_occupancy:.0%}: "
        f"{at('for_occupancy'):.4g} agents.",
        f"Minimum while open: {at('for_minimum'):g} agents.",
        f"The largest counts: {at('required_net'):.4g} agents on queue.",
        f"{_shrinkage(scenario, requirement, interval)}: {at('required_net'):.4g} / "
        f"(1 - {requirement.shrinkage[interval]:.4g}) = {at('required_gross'):.2f} agents to "
        "roster.",
    ]
    return steps


def _shrinkage(scenario: Scenario, requirement: Requirement, interval: int) -> str:
    """The shrinkage of an interval, and its two parts where there are two."""
    staffing = scenario.staffing
    total, planned, unplanned = (
        f"{100 * shares[interval]:.3g}%"
        for shares in (
            requirement.shrinkage,
            staffing.planned_shrinkage.by_interval(requirement.horizon),
            staffing.shrinkage.by_interval(requirement.horizon),
        )
    )
    if planned == "0%":
        return f"Shrinkage of {total}"
    return f"Shrinkage of {total}, planned {planned} and unplanned {unplanned} together"


def known_interval(horizon: Horizon, interval: int) -> None:
    """Refuse numbers that are of no interval.

    Raises
    ------
    UsageError
    """
    if not 0 <= interval < horizon.n_intervals:
        raise UsageError(f"no interval {interval} in {horizon.n_intervals} intervals")


def interval_at(horizon: Horizon, moment: str) -> int:
    """Number of the interval that holds a local time such as ``2026-10-05 10:30``.

    Raises
    ------
    UsageError
        If the text is no time, or lies outside the horizon.
    """
    try:
        local = datetime.fromisoformat(moment)
    except ValueError:
        raise UsageError(f"'{moment}' is not a time; write it as 2026-10-05 10:30") from None
    if local.tzinfo is None:
        local = local.replace(tzinfo=horizon.zone)
    interval = horizon.second_of_moment(local) // horizon.interval_s
    if not 0 <= interval < horizon.n_intervals:
        raise UsageError(
            f"{moment} is outside the horizon of {horizon.days} days from {horizon.start}"
        )
    return interval
