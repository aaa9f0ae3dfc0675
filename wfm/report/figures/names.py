"""Names of people as figures and tables show them: told apart, and short enough for their place."""

from collections import Counter

from wfm.center.scenario import Scenario

UNLIMITED = 1_000


def names_of(scenario: Scenario, most: int = UNLIMITED) -> dict[str, str]:
    """Each agent's name by id; names that would look the same have the id behind them.

    Parameters
    ----------
    scenario : Scenario
    most : int
        Characters that there is room for; what is longer ends in an ellipsis.
    """
    names = {agent.id: agent.display_name for agent in scenario.agents}
    times = Counter(_cut(name, most) for name in names.values())
    return {
        agent: _cut(name, most)
        if times[_cut(name, most)] == 1 or name == agent
        else f"{_cut(name, max(most - len(agent) - 3, 4))} ({agent})"
        for agent, name in names.items()
    }


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
