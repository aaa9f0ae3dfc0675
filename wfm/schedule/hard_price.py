"""A price for hard joint rules that no roster can save by breaking them."""

import numpy as np

from wfm.schedule.kernels.arrays import Floats, Tables

MINUTES_A_DAY = 1440


def with_hard_prices(tables: Tables, required: Floats) -> Tables:
    """The tables with prices in place of infinite ones, one for the least by which a rule breaks.

    That is a quantum on a seat too many, a person too few or too many, and a minute between starts.

    Parameters
    ----------
    tables : Tables
    required : array of shape (rows, intervals)
        Quanta.
    """
    joint = tables.joint
    priced = (joint.seat_price, joint.crew_price, joint.team_price)
    if all(np.isfinite(prices).all() for prices in priced):
        return tables
    dearest = dearest_roster(tables, required)
    seats, crews, teams = (np.where(np.isinf(prices), dearest, prices) for prices in priced)
    return tables._replace(
        joint=joint._replace(seat_price=seats, crew_price=crews, team_price=teams)
    )


def dearest_roster(tables: Tables, required: Floats) -> float:
    """More than any two rosters differ in cost, hard joint rules left out."""
    shifts, joint = tables.shifts, tables.joint
    n_agents, n_days = len(tables.contract), shifts.start.shape[1]
    agent_days = float(n_agents * n_days)
    quanta = agent_days * float(shifts.length.max(initial=0))
    wishes = (tables.wish.max(axis=2) - tables.wish.min(axis=2)).sum(axis=1)
    most_there = np.maximum(joint.least, n_agents).sum(axis=1)

    def soft(prices: Floats) -> Floats:
        return np.where(np.isinf(prices), 0.0, prices)

    fastest = float(tables.pace.max(initial=0.0))
    return 1.0 + float(
        n_days * shifts.pay.max(axis=1)[tables.contract].sum()
        + tables.under_price * np.maximum(required, 0.0).sum()
        + tables.over_price * quanta * fastest
        + agent_days * np.abs(tables.graphs.charge).max(initial=0.0)
        + wishes[tables.wishes].sum()
        + soft(joint.seat_price).sum() * quanta
        + (soft(joint.crew_price) * most_there).sum()
        + soft(joint.team_price).sum() * 2 * MINUTES_A_DAY * n_days
    )
