"""How commands show the changes of a roster."""

from typing import TYPE_CHECKING, Any

from wfm.cli.show import print_json, print_table

if TYPE_CHECKING:
    from wfm.schedule.diff import RosterDiff


def changes_as_rows(found: "RosterDiff") -> list[dict[str, Any]]:
    """Changes as plain data: agent, day, change, what it is in words, paid hours."""
    return [
        {
            "agent": change.agent,
            "day": change.day.isoformat(),
            "change": change.kind,
            "what": found.describe(change),
            "paid_hours": round(change.paid_hours, 4),
        }
        for change in found.changes
    ]


def show_changes(found: "RosterDiff", as_json: bool) -> None:
    """Print changes and their totals."""
    if as_json:
        print_json({"changes": changes_as_rows(found), "totals": found.totals()})
        return
    if not found.changes:
        print("nothing changed: everybody works the same hours")
        return
    rows = [
        (change.agent, f"{change.day:%a %d %b}", change.kind, found.describe(change))
        for change in found.changes
    ]
    print_table(("agent", "day", "change", "what"), rows)
    totals = found.totals()
    print(
        f"{totals['agents']} agents: {totals['added']} shifts added, {totals['removed']} removed, "
        f"{totals['moved']} moved, breaks of {totals['breaks_moved']} moved; "
        f"{found.paid_hours:+,.1f} paid hours"
    )
