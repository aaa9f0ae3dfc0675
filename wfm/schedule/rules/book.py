"""Which work rules hold for whom: those of the contract, then of the team, then of the agent."""

from dataclasses import dataclass, replace

from wfm.center.agent import Agent
from wfm.center.contract import Contract
from wfm.center.documents import Location, read_yaml
from wfm.center.errors import DataError, Problem
from wfm.center.scenario import Scenario
from wfm.schedule.rules.registry import Layer, made_of
from wfm.schedule.rules.rule import Rule

Key = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class RuleBook:
    """The work rules of a scenario's people; agents with the same ones share them.

    Attributes
    ----------
    by_key : dict
        Rules of each contract with each set of entries of the scenario's ``rules``.
    key_of_agent : dict
        Which of these are whose.
    """

    by_key: dict[Key, tuple[Rule, ...]]
    key_of_agent: dict[str, Key]

    def key(self, agent: Agent) -> Key:
        """What two agents share when the same rules hold for them."""
        return self.key_of_agent[agent.id]

    def of(self, agent: Agent) -> tuple[Rule, ...]:
        """Rules of an agent."""
        return self.by_key[self.key_of_agent[agent.id]]


def rule_book(scenario: Scenario) -> RuleBook:
    """The work rules of everybody in a scenario, also of contracts that nobody has.

    Raises
    ------
    DataError
        With the problems of all contracts, teams and agents, each at its line where the scenario
        was read from files.
    """
    problems: list[Problem] = []
    by_key: dict[Key, tuple[Rule, ...]] = {}
    contracts = {contract.name: contract for contract in scenario.contracts}
    for contract in scenario.contracts:
        _add(scenario, contract, (), by_key, problems)
    if problems:
        raise DataError(*problems)
    keys = {agent.id: (agent.contract, _entries(scenario, agent)) for agent in scenario.agents}
    for name, entries in sorted(set(keys.values())):
        if entries:
            _add(scenario, contracts[name], entries, by_key, problems)
    if problems:
        raise DataError(*dict.fromkeys(problems))
    return RuleBook(by_key, keys)


def _entries(scenario: Scenario, agent: Agent) -> tuple[int, ...]:
    """Entries of the scenario's rules for an agent, those of the team first."""
    team = [i for i, entry in enumerate(scenario.rules) if entry.team and entry.team == agent.team]
    own = [i for i, entry in enumerate(scenario.rules) if agent.id in entry.agents]
    return (*team, *own)


def _add(
    scenario: Scenario,
    contract: Contract,
    entries: tuple[int, ...],
    by_key: dict[Key, tuple[Rule, ...]],
    problems: list[Problem],
) -> None:
    layers = [Layer(f"contract '{contract.name}'", contract.rules)]
    layers += [Layer(scenario.rules[i].whose, scenario.rules[i].rules) for i in entries]
    shifts = [template.name for template in scenario.shifts]
    templates = tuple(scenario.shift(name) for name in contract.shifts)
    try:
        by_key[contract.name, entries] = made_of(layers, templates, shifts)
    except DataError as error:
        problems += [_placed(scenario, problem) for problem in error.problems]


def _placed(scenario: Scenario, problem: Problem) -> Problem:
    """The problem with the file and line of its rule, where the scenario was read from files."""
    place, _, rest = problem.field.partition(", rules.")
    rule = rest.partition(".")[0].partition("[")[0].partition(" ")[0]
    for file in scenario.sources:
        if file.suffix not in (".yaml", ".yml"):
            continue
        document = read_yaml(file)
        contracts, entries = document.data.get("contracts"), document.data.get("rules")
        found: list[Location] = [
            ("contracts", i, "rules", rule)
            for i, plain in enumerate(contracts if isinstance(contracts, list) else ())
            if isinstance(plain, dict) and place == f"contract '{plain.get('name')}'"
        ]
        found += [
            ("rules", i, "rules", rule)
            for i, entry in enumerate(scenario.rules)
            if place == entry.whose and isinstance(entries, list) and i < len(entries)
        ]
        if found:
            located = document.problem(found[0], problem.message)
            return replace(problem, file=located.file, line=located.line)
    return problem
