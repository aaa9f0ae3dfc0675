"""The scenario: one contact center, its promise, its people, and how a plan for it is made."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from wfm.center.agent import Agent, TimeOff
from wfm.center.calendar import Holidays
from wfm.center.contract import Contract, RulesFor
from wfm.center.demand_hand import Event, NewQueue, Override
from wfm.center.history_source import HistorySource
from wfm.center.horizon import Horizon
from wfm.center.lever import Levers
from wfm.center.past_share import PastShare
from wfm.center.past_shift import PastShift, off_their_day, one_a_day
from wfm.center.prices import Prices
from wfm.center.queue import Queue
from wfm.center.settings import Planning, Scheduling, Simulation, Staffing
from wfm.center.shift import ShiftTemplate
from wfm.center.target import Measure, Target
from wfm.center.values import Name, Value
from wfm.center.wish import Wish

Location = tuple[str | int, ...]


class Scenario(Value):
    """One contact center: a YAML file and its CSVs."""

    name: Name = Field(description="Name of the scenario.")
    description: str = Field("", description="A sentence for reports.")
    seed: int = Field(1, ge=0, lt=2**63, description="Seed of every random number.")
    horizon: Horizon = Field(description="Days and intervals to plan.")
    history: HistorySource = Field(description="The recorded contacts.")
    holidays: Holidays = Field(Holidays(), description="Public holidays.")
    queues: tuple[Queue, ...] = Field(min_length=1, description="Queues of the center.")
    events: tuple[Event, ...] = Field(
        (), description="Campaigns, mailings, outages and the like, past and to come."
    )
    new_queues: tuple[NewQueue, ...] = Field(
        (), description="Queues that start from the history of another."
    )
    overrides: tuple[Override, ...] = Field(
        (), description="The planner's changes of the forecast, in their order."
    )
    targets: tuple[Target, ...] = Field(min_length=1, description="What has been promised.")
    staffing: Staffing = Field(Staffing(), description="From demand to required agents.")
    shifts: tuple[ShiftTemplate, ...] = Field(min_length=1, description="Shift templates.")
    contracts: tuple[Contract, ...] = Field(min_length=1, description="Contracts.")
    agents: tuple[Agent, ...] = Field(
        min_length=1, description="People: a list, or the name of a CSV with these columns."
    )
    time_off: tuple[TimeOff, ...] = Field(
        (), description="Granted time off: a list, or the name of a CSV with these columns."
    )
    rules: tuple[RulesFor, ...] = Field(
        (), description="Work rules of teams and of single agents, beside those of contracts."
    )
    joint_rules: dict[str, Any] = Field(
        default_factory=dict,
        description="Rules that several people keep together, by name with their parameters, such "
        "as seats: {name: floor, count: 40}; a list where one holds several times.",
    )
    wishes: tuple[Wish, ...] = Field(
        (),
        description="What people would like to work: a list, or the name of a CSV with these "
        "columns.",
    )
    past_shares: tuple[PastShare, ...] = Field(
        (),
        description="What past periods asked of people and granted them: a list, or the name of a "
        "CSV such as a run's fairness.csv. Agents who are not in the scenario are left out.",
    )
    before: tuple[PastShift, ...] = Field(
        (),
        description="The roster before the plan: a list, or the name of a CSV such as a run's "
        "roster.csv, or another tool's. Rest, runs of days and weekends go on from it; what lies "
        "in the plan, and agents who are not in the scenario, are left out.",
    )
    scheduling: Scheduling = Field(Scheduling(), description="Search for the roster.")
    simulation: Simulation = Field(Simulation(), description="Simulation of the roster.")
    planning: Planning = Field(Planning(), description="Rounds of the planning loop.")
    currency: str = Field("EUR", max_length=8, description="Currency of all costs, for display.")
    base: str | None = Field(None, description="Name of the base, when this is a what-if.")
    levers: Levers = Field(Levers(), description="Levers that were applied to the base.")
    sources: tuple[Path, ...] = Field((), description="Files that it was read from.")

    @field_validator("before")
    @classmethod
    def _whole_shifts(
        cls, before: tuple[PastShift, ...], info: ValidationInfo
    ) -> tuple[PastShift, ...]:
        horizon = info.data.get("horizon")
        if horizon is not None:
            wrong: list[tuple[Location, str]] = [
                (("before", i), why) for i, why in off_their_day(before, horizon.zone)
            ]
            if wrong:
                raise ContradictionError(wrong)
        return one_a_day(before)

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> "Scenario":
        clashes = list(_clashes(self))
        if clashes:
            raise ContradictionError(clashes)
        return self

    def queue(self, name: str) -> Queue:
        """The queue of that name; KeyError if there is none."""
        return {q.name: q for q in self.queues}[name]

    def contract_of(self, agent: Agent) -> Contract:
        """The contract an agent works on."""
        return {c.name: c for c in self.contracts}[agent.contract]

    def shift(self, name: str) -> ShiftTemplate:
        """The shift template of that name; KeyError if there is none."""
        return {s.name: s for s in self.shifts}[name]

    @property
    def prices(self) -> Prices:
        """Those of the scheduling section; what it leaves out follows the dearest pay per hour."""
        given = self.scheduling
        return Prices.by_default(max(c.cost_per_hour for c in self.contracts)).but(
            under_cost_per_hour=given.under_cost_per_hour,
            over_cost_per_hour=given.over_cost_per_hour,
            price_of_wish=given.price_of_wish,
        )

    @property
    def queue_names(self) -> tuple[str, ...]:
        """Names of the queues in their order; every (queue, interval) array follows it."""
        return tuple(q.name for q in self.queues)

    def service_target(self, queue: str) -> Target | None:
        """The service level promised for a queue: its own, or else the pooled one."""
        levels = [t for t in self.targets if t.measure is Measure.SERVICE_LEVEL]
        own = [t for t in levels if t.queue == queue]
        pooled = [t for t in levels if t.queue is None]
        return (own + pooled + [None])[0]

    def staffing_targets(self, queue: str) -> tuple[Target, ...]:
        """What a queue is staffed for: its own targets, or else the pooled ones."""
        own = tuple(t for t in self.targets if t.queue == queue)
        return own or tuple(t for t in self.targets if t.queue is None)

    def queues_of(self, agent: Agent) -> tuple[str, ...]:
        """Names of the queues an agent can take contacts of."""
        skills = frozenset(agent.skills)
        return tuple(q.name for q in self.queues if q.required_skills <= skills)

    def __repr__(self) -> str:
        levers = f", levers: {self.levers.describe()}" if self.levers.named else ""
        return (
            f"Scenario({self.name}: {len(self.queues)} queues, {len(self.agents)} agents, "
            f"{self.horizon.days} days from {self.horizon.start}{levers})"
        )

    __str__ = __repr__


class ContradictionError(ValueError):
    """Fields that contradict each other; `clashes` pairs a location with a message."""

    def __init__(self, clashes: list[tuple[Location, str]]) -> None:
        self.clashes = clashes
        super().__init__("; ".join(message for _, message in clashes))


def _clashes(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    for check in (_duplicates, _unknown_names, _unusable_people, _escalation_circles):
        yield from check(scenario)


def _duplicates(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    keys: tuple[tuple[str, Callable[[Any], str]], ...] = (
        ("queues", lambda q: q.name),
        ("targets", lambda t: t.name),
        ("shifts", lambda s: s.name),
        ("contracts", lambda c: c.name),
        ("agents", lambda a: a.id),
        ("events", lambda e: e.name),
        ("overrides", lambda o: o.name),
        ("new_queues", lambda n: n.queue),
        ("past_shares", lambda s: s.agent),
    )
    for section, key in keys:
        counted = Counter(key(item) for item in getattr(scenario, section))
        for index, item in enumerate(getattr(scenario, section)):
            if counted[key(item)] > 1:
                yield (section, index), f"'{key(item)}' is given {counted[key(item)]} times"
                counted[key(item)] = 1


def _unknown_names(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    queues = set(scenario.queue_names)
    shifts = {s.name for s in scenario.shifts}
    contracts = {c.name for c in scenario.contracts}
    agents = {a.id for a in scenario.agents}

    def unknown(name: str, known: set[str], kind: str) -> str:
        listed = ", ".join(sorted(known)[:8]) + (", ..." if len(known) > 8 else "")
        return f"unknown {kind} '{name}'; there {f'are {listed}' if listed else 'is none'}"

    for i, target in enumerate(scenario.targets):
        if target.queue is not None and target.queue not in queues:
            yield ("targets", i, "queue"), unknown(target.queue, queues, "queue")
    for i, queue in enumerate(scenario.queues):
        if queue.escalation is not None and queue.escalation.to not in queues:
            yield (
                ("queues", i, "escalation", "to"),
                unknown(queue.escalation.to, queues, "queue"),
            )
        if queue.voicemail is not None and queue.voicemail.to not in queues:
            yield ("queues", i, "voicemail", "to"), unknown(queue.voicemail.to, queues, "queue")
        elif queue.voicemail is not None and (
            scenario.queue(queue.voicemail.to).at_closing is not None
        ):
            yield (
                ("queues", i, "voicemail", "to"),
                f"messages would be turned away while '{queue.voicemail.to}' is closed; leave its "
                "at_closing out",
            )
        for j, stage in enumerate(queue.overflow):
            if stage.agents_of is not None and stage.agents_of not in queues:
                yield (
                    ("queues", i, "overflow", j, "agents_of"),
                    unknown(stage.agents_of, queues, "queue"),
                )
    if scenario.history.queue is not None and scenario.history.queue not in queues:
        yield ("history", "queue"), unknown(scenario.history.queue, queues, "queue")
    for section in ("events", "overrides"):
        for i, item in enumerate(getattr(scenario, section)):
            for j, name in enumerate(item.queues):
                if name not in queues:
                    yield (section, i, "queues", j), unknown(name, queues, "queue")
    for i, new in enumerate(scenario.new_queues):
        for field in ("queue", "like"):
            if (name := getattr(new, field)) not in queues:
                yield ("new_queues", i, field), unknown(name, queues, "queue")
    for i, contract in enumerate(scenario.contracts):
        for j, name in enumerate(contract.shifts):
            if name not in shifts:
                yield ("contracts", i, "shifts", j), unknown(name, shifts, "shift")
    for i, agent in enumerate(scenario.agents):
        if agent.contract not in contracts:
            yield ("agents", i, "contract"), unknown(agent.contract, contracts, "contract")
    for i, time_off in enumerate(scenario.time_off):
        if time_off.agent not in agents:
            yield ("time_off", i, "agent"), unknown(time_off.agent, agents, "agent")
    teams = {agent.team for agent in scenario.agents if agent.team}
    for i, entry in enumerate(scenario.rules):
        if entry.team is not None and entry.team not in teams:
            yield ("rules", i, "team"), unknown(entry.team, teams, "team")
        for j, name in enumerate(entry.agents):
            if name not in agents:
                yield ("rules", i, "agents", j), unknown(name, agents, "agent")
    yield from _wishes_in_vain(scenario, unknown)


def _wishes_in_vain(
    scenario: Scenario, unknown: Callable[[str, set[str], str], str]
) -> Iterator[tuple[Location, str]]:
    """Wishes of nobody, or for shifts that the agent's contract has not."""
    contract_of = {agent.id: agent.contract for agent in scenario.agents}
    shifts_of = {contract.name: set(contract.shifts) for contract in scenario.contracts}
    for i, wish in enumerate(scenario.wishes):
        if wish.agent not in contract_of:
            yield ("wishes", i, "agent"), unknown(wish.agent, set(contract_of), "agent")
            continue
        contract = contract_of[wish.agent]
        offered = shifts_of.get(contract, set())
        if wish.shift is not None and offered and wish.shift not in offered:
            yield (
                ("wishes", i, "shift"),
                f"'{wish.agent}' wishes for shift '{wish.shift}', which contract '{contract}' has "
                f"not; it has {', '.join(sorted(offered))}",
            )


def _unusable_people(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    used: frozenset[str] = frozenset().union(*(q.required_skills for q in scenario.queues))
    for i, agent in enumerate(scenario.agents):
        strange = [skill for skill in agent.skills if skill not in used]
        if strange:
            yield (
                ("agents", i, "skills"),
                f"agent '{agent.id}' has the skill '{strange[0]}', which no queue needs; "
                f"queues need {', '.join(sorted(used))}",
            )
        elif not scenario.queues_of(agent):
            yield (
                ("agents", i, "skills"),
                f"agent '{agent.id}' has all the skills of no queue and could take no contact",
            )
    for i, queue in enumerate(scenario.queues):
        if not any(queue.required_skills <= set(agent.skills) for agent in scenario.agents):
            yield ("queues", i), f"no agent has the skills of queue '{queue.name}'"


def _escalation_circles(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    onward = {q.name: q.escalation.to for q in scenario.queues if q.escalation is not None}
    for i, queue in enumerate(scenario.queues):
        seen, name = {queue.name}, onward.get(queue.name)
        while name is not None and name not in seen:
            seen.add(name)
            name = onward.get(name)
        if name == queue.name:
            yield (
                ("queues", i, "escalation"),
                f"contacts of '{queue.name}' would be handed on in a circle",
            )
            return
