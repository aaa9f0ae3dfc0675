"""Queues by closed form: Erlang B, C and A, their inverses and their relatives."""

from wfm.simulate.erlang.agents import agents_needed, real_agents_needed
from wfm.simulate.erlang.erlang_b import blocking, lines_needed
from wfm.simulate.erlang.measures import Measures, measures

__all__ = [
    "Measures",
    "agents_needed",
    "blocking",
    "lines_needed",
    "measures",
    "real_agents_needed",
]
