"""New agents take longer: how much, as handle times tell, and what that means for days to come.

Agents get faster with tenure, each in their own way (Gans, Liu, Mandelbaum, Shen and Ye, 2010,
"Service times in call centers: agent heterogeneity and learning with some operational
consequences"). The history knows no agents, but the scenario knows who started when. So each day
has a share of newcomers, and the handle times of weeks with more of them tell what they add.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm.center.agent import Agent
from wfm.forecast.day_table import DayTable, Grid

RAMP_DAYS = 60.0
EFFECT_SD = 0.3
CHANGE_SD = 0.03
WEEK = 7


def newcomer_share(
    agents: Sequence[Agent], skills: AbstractSet[str], first: date, n_days: int
) -> Grid:
    """How new the agents of a queue are on each day, shape (days,).

    The mean of exp(-tenure / `RAMP_DAYS`) over the agents that have the skills and are employed:
    1 if all started that day, 0 if none is new. Agents without a first day, or with a stated
    proficiency in one of the skills, count as not new; the simulation has that factor already.

    Parameters
    ----------
    agents : sequence of Agent
    skills : set of str
        All of them are needed.
    first : date
    n_days : int
    """
    able = [agent for agent in agents if skills <= set(agent.skills)]
    newness, employed = np.zeros(n_days), np.zeros(n_days)
    for agent in able:
        start = 0 if agent.first_day is None else (agent.first_day - first).days
        stop = n_days if agent.last_day is None else (agent.last_day - first).days + 1
        here = np.arange(n_days)[max(start, 0) : max(stop, 0)]
        employed[here] += 1
        if agent.first_day is not None and skills.isdisjoint(agent.proficiency):
            newness[here] += np.exp(-(here - start) / RAMP_DAYS)
    return newness / np.maximum(employed, 1)


def newcomer_effect(past: DayTable, share: Grid, cv: NDArray[np.float64]) -> Grid:
    """What newcomers alone would add to the log of the handle time of each queue, shape (queues,).

    Ridge regression of the change of the daily mean over a week on that of the share of newcomers
    (Hoerl and Kennard, 1970), with a prior of none, standard deviation `EFFECT_SD`. Changes over a
    week leave weekday and slow level out. Never negative.

    Parameters
    ----------
    past : DayTable
    share : array of shape (queues, days)
        Of newcomers.
    cv : array of shape (queues,)
        Coefficient of variation of single handle times.
    """
    effect = np.zeros(len(past.queues))
    for q, (calls, aht) in enumerate(zip(past.offered, past.aht_s, strict=True)):
        contacts = np.where(np.isnan(aht), 0.0, np.nan_to_num(calls))
        total = contacts.sum(axis=1)
        mean = (contacts * np.nan_to_num(aht)).sum(axis=1) / np.maximum(total, 1e-9)
        told = (total[WEEK:] > 0) & (total[:-WEEK] > 0) & (mean[WEEK:] > 0) & (mean[:-WEEK] > 0)
        if not told.any():
            continue
        more = (share[q, WEEK:] - share[q, :-WEEK])[told]
        longer = np.log(mean[WEEK:][told] / mean[:-WEEK][told])
        sampling = cv[q] ** 2 * (1 / total[WEEK:][told] + 1 / total[:-WEEK][told])
        weight = 1 / (CHANGE_SD**2 + sampling)
        # Overlapping weeks tell each change seven times over.
        precision = (weight * more**2).sum() / WEEK + EFFECT_SD**-2
        effect[q] = max(0.0, float((weight * more * longer).sum() / WEEK / precision))
    return effect
