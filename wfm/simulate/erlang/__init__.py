"""Queues by closed form: Erlang B, C and A, their inverses and their relatives."""

from wfm.simulate.erlang.erlang_b import blocking, lines_needed
from wfm.simulate.erlang.measures import Measures, measures

__all__ = ["Measures", "blocking", "lines_needed", "measures"]
