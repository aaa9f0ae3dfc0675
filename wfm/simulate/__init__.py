"""Queues, by closed form and call by call."""

from wfm.verbs import make_callable

make_callable(__name__, "wfm.simulate.simulate")
