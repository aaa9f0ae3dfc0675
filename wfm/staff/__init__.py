"""Demand and targets into required agents, with the reasons."""

from wfm.verbs import make_callable

make_callable(__name__, "wfm.staff.staff")
