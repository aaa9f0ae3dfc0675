"""Queues by closed form: Erlang B, C and A, their inverses and their relatives."""

from wfm.simulate.erlang.agents import agents_needed, real_agents_needed
from wfm.simulate.erlang.blending import Blend, blend, idle_needed
from wfm.simulate.erlang.chat import ChatMeasures, chat, chat_agents_needed
from wfm.simulate.erlang.deferrable import Backlog, backlog, deferrable_agents, hours_to_answer
from wfm.simulate.erlang.erlang_b import blocking, lines_needed
from wfm.simulate.erlang.finite import FiniteMeasures, finite_lines
from wfm.simulate.erlang.finite_needed import finite_agents_needed, finite_lines_needed
from wfm.simulate.erlang.measures import Measures, measures
from wfm.simulate.erlang.nonstationary import ModifiedLoad, lagged_load, modified_load
from wfm.simulate.erlang.priority import priority_waits
from wfm.simulate.erlang.quantiles import wait_quantile
from wfm.simulate.erlang.redials import Redialing, redial_agents_needed, redialing
from wfm.simulate.erlang.traffic import max_erlangs

__all__ = [
    "Backlog",
    "Blend",
    "ChatMeasures",
    "FiniteMeasures",
    "Measures",
    "ModifiedLoad",
    "Redialing",
    "agents_needed",
    "backlog",
    "blend",
    "blocking",
    "chat",
    "chat_agents_needed",
    "deferrable_agents",
    "finite_agents_needed",
    "finite_lines",
    "finite_lines_needed",
    "hours_to_answer",
    "idle_needed",
    "lagged_load",
    "lines_needed",
    "max_erlangs",
    "measures",
    "modified_load",
    "priority_waits",
    "real_agents_needed",
    "redial_agents_needed",
    "redialing",
    "wait_quantile",
]
