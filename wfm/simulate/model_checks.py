"""What in a model file contradicts itself, each with the place where it stands."""

from collections.abc import Iterator

from wfm.center.behaviour import Behaviour
from wfm.simulate.model_fields import MOST_AGENTS, ModelFields

Clash = tuple[tuple[str | int, ...], str]
MOST_CV = 10
MOST_CONTACTS = 1_000_000
MOST_RANK = 1_000_000


def clashes(given: ModelFields) -> list[Clash]:
    """All that is wrong; sizes first, because all else is read by them."""
    for check in (_sizes, _ranges, _names, _combinations):
        if found := list(check(given)):
            return found
    return []


def _sizes(given: ModelFields) -> Iterator[Clash]:
    n_types, n_groups, n_periods = len(given.lam_per_hour), len(given.staff), len(given.staff[0])
    by_type = ("svc_min", "svc_cv", "pat_min", "balk", "capacity", "types", "concurrency")
    for name in (*by_type, "slowdown", "open"):
        values = getattr(given, name)
        if values is not None and len(values) != n_types:
            yield (name,), f"{name} has {len(values)} values; there are {n_types} types"
    for name in ("skills", "groups"):
        values = getattr(given, name)
        if values is not None and len(values) != n_groups:
            yield (name,), f"{name} has {len(values)} rows; staff has {n_groups} groups"
    if given.profile and len(given.profile) != n_periods:
        yield ("profile",), f"profile has {len(given.profile)} values; staff has {n_periods}"
    for group, row in enumerate(given.staff):
        if len(row) != n_periods:
            yield ("staff", group), f"each group needs {n_periods} numbers in staff, one a period"
    for number, rate in enumerate(given.lam_per_hour):
        if isinstance(rate, tuple) and len(rate) != n_periods:
            message = f"lam_per_hour needs one number or {n_periods} for each type"
            yield ("lam_per_hour", number), message
    for number, row in enumerate(given.open or ()):
        if len(row) != n_periods:
            yield ("open", number), f"open needs {n_periods} values for each type"
    for name, rows, columns, what in (
        ("TG", n_types, n_groups, "ranks"),
        ("GT", n_groups, n_types, "ranks"),
        ("aht_factor", n_groups, n_types, "factors"),
    ):
        table = getattr(given, name)
        if table is not None and [len(row) for row in table] != [columns] * rows:
            yield (name,), f"{name} must have {rows} rows of {columns} {what}"


def _ranges(given: ModelFields) -> Iterator[Clash]:
    if given.period_min <= 0 or given.period_min % 5:
        message = f"period_min {given.period_min} is not a positive multiple of 5"
        yield ("period_min",), message
    if any(not 0 <= n <= MOST_AGENTS for row in given.staff for n in row):
        yield ("staff",), f"staff is negative or above {MOST_AGENTS:,}"
    elif not any(n for row in given.staff for n in row):
        yield ("staff",), "staff has nobody at any time"
    for name, low, high, what in (
        ("svc_cv", 0, MOST_CV, f"above {MOST_CV}"),
        ("capacity", 0, MOST_CONTACTS, f"negative or above {MOST_CONTACTS:,}"),
        ("concurrency", 1, 10, "not a number from 1 to 10"),
        ("slowdown", 0, 2, "not a number from 0 to 2"),
    ):
        for number, value in enumerate(getattr(given, name) or ()):
            if value is not None and not low <= value <= high:
                yield (name, number), f"{name} is {what}"
    for table in ("TG", "GT"):
        for i, ranks in enumerate(getattr(given, table) or ()):
            if any(not 0 <= rank <= MOST_RANK for rank in ranks):
                yield (table, i), f"a rank is negative or above {MOST_RANK:,}"
    at_start = sum(c.count for c in (given.start.contacts if given.start else ()))
    if at_start > MOST_AGENTS:
        yield ("start", "contacts"), f"{at_start:,} contacts at the start; at most {MOST_AGENTS:,}"
    if any(isinstance(rate, tuple) and not rate for rate in given.lam_per_hour):
        yield ("lam_per_hour",), "a type has no rates"
    names = given.type_names
    if len(set(names)) < len(names) or not all(names):
        yield ("types",), "types need names, each another one"
    for number, share in enumerate(given.balk or ()):
        if not 0 <= share < 1:
            yield ("balk", number), "balk is a share from 0 to below 1"
    for group, factors in enumerate(given.aht_factor or ()):
        if any(not 0.05 <= factor <= 20 for factor in factors):
            yield ("aht_factor", group), "aht_factor is a factor from 0.05 to 20"


def _names(given: ModelFields) -> Iterator[Clash]:
    n_types, n_groups = len(given.lam_per_hour), len(given.staff)
    if given.skills is None and given.GT is None:
        yield (), "give skills, or the ranks TG and GT"
    contacts = given.start.contacts if given.start else ()
    named: list[tuple[tuple[str | int, ...], int]] = [
        *((("skills", g), t) for g, row in enumerate(given.skills or ()) for t in row),
        *((("svc_law", str(q)), q) for q in given.svc_law),
        *((("behaviour", str(q)), q) for q in given.behaviour),
        *((("transfers", i, "type"), t.type) for i, t in enumerate(given.transfers)),
        *((("transfers", i, "to"), t.to) for i, t in enumerate(given.transfers)),
        *((("start", "contacts", i, "type"), c.type) for i, c in enumerate(contacts)),
    ]
    for place, number in named:
        if not 0 <= number < n_types:
            message = f"{place[0]} names a type that is not among 0 to {n_types - 1}"
            yield place, message
    for i, c in enumerate(contacts):
        if c.group is not None and c.group >= n_groups:
            message = f"start names a group that is not among 0 to {n_groups - 1}"
            yield ("start", "contacts", i, "group"), message
    names = given.type_names
    for q, behaviour in given.behaviour.items():
        for path, other in others_named(behaviour):
            if other not in names:
                message = f"unknown type '{other}'; there are {', '.join(names)}"
                yield ("behaviour", str(q), *path), message


def others_named(behaviour: Behaviour) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Other queues that the behaviour of a queue names, and where it does."""
    for i, stage in enumerate(behaviour.overflow):
        if stage.agents_of is not None:
            yield ("overflow", i, "agents_of"), stage.agents_of
    if behaviour.voicemail is not None:
        yield ("voicemail", "to"), behaviour.voicemail.to


def _combinations(given: ModelFields) -> Iterator[Clash]:
    for number, behaviour in given.behaviour.items():
        yield from _behaviour_of(given, number, behaviour)
    for number, row in enumerate(given.open or ()):
        behaviour_here = given.behaviour.get(number)
        if not all(row) and (behaviour_here is None or behaviour_here.at_closing is None):
            message = f"type {number} is closed at times; say at_closing in its behaviour"
            yield ("open", number), message
    for number in given.svc_law:
        if given.svc_cv is not None and given.svc_cv[number] is not None:
            message = f"give svc_law or svc_cv of type {number}, not both"
            yield ("svc_law", str(number)), message
    for i, t in enumerate(given.transfers):
        concurrency = given.concurrency or (1,) * len(given.lam_per_hour)
        if t.warm and max(concurrency[t.type], concurrency[t.to]) > 1:
            yield ("transfers", i, "warm"), "a chat cannot be handed on warm, nor a call to a chat"
        shares = [other.share for other in given.transfers if other.type == t.type]
        own = given.behaviour.get(t.type)
        shares += [own.repeat.share] if own is not None and own.repeat is not None else []
        if sum(shares) > 1 + 1e-9:
            message = (
                f"transfers and repeats of type {t.type} have shares of {sum(shares):g} in all; "
                "of one contact only one thing can become"
            )
            yield ("transfers", i, "share"), message
    yield from _start(given)


def _behaviour_of(given: ModelFields, number: int, behaviour: Behaviour) -> Iterator[Clash]:
    place, name = ("behaviour", str(number)), given.type_names[number]
    if (given.concurrency or {number: 1})[number] > 1 and (
        behaviour.interruptible or behaviour.trunks is not None
    ):
        message = (
            f"type {number} is handled side by side, so it can neither be interruptible nor "
            "have trunks"
        )
        yield place, message
    for path, other in others_named(behaviour):
        told = given.behaviour.get(given.type_names.index(other))
        if path[0] == "overflow" and other == name:
            yield (*place, *path), f"'{name}' overflows to its own agents; name another type"
        if path[0] == "voicemail" and told is not None and told.at_closing is not None:
            message = f"messages to '{other}' could be turned away; take its at_closing out"
            yield (*place, *path), message
    if behaviour.at_closing is not None and given.open is None:
        yield (*place, "at_closing"), "at_closing needs open, which says when the type closes"
    if behaviour.patience.has_shape and (given.pat_min is None or given.pat_min[number] is None):
        yield (*place, "patience"), f"a law of patience needs a mean: pat_min of type {number}"
    for name, own, field in (
        ("balk", behaviour.patience.balk_share or None, "patience"),
        ("capacity", behaviour.waiting_places, "waiting_places"),
    ):
        listed = getattr(given, name)
        if own is not None and listed is not None and listed[number]:
            yield (*place, field), f"it is given by {name} of type {number} too; leave one out"


def _start(given: ModelFields) -> Iterator[Clash]:
    if given.start is None:
        return
    minutes = len(given.staff[0]) * given.period_min
    if given.start.at_min >= minutes:
        message = f"the start is {given.start.at_min:g} min in, and the file has {minutes} min"
        yield ("start", "at_min"), message
        return
    period = int(given.start.at_min // given.period_min)
    free = [row[period] for row in given.staff]
    for i, c in enumerate(given.start.contacts):
        place: tuple[str | int, ...] = ("start", "contacts", i)
        behaviour = given.behaviour.get(c.type)
        outbound = None if behaviour is None else behaviour.outbound
        if c.group is None:
            if outbound is not None and outbound.mode != "preview":
                yield place, f"type {c.type} is dialled ahead, so nobody waits to be called"
            continue
        if not given.can_take(c.group, c.type):
            yield place, f"group {c.group} cannot take type {c.type}"
        if free[c.group] < c.count:
            message = (
                f"{c.count} contacts are in the hands of group {c.group}, which has "
                f"{free[c.group]} free agents {given.start.at_min:g} min after the start"
            )
            yield place, message
        free[c.group] -= c.count
