"""Say which joint rules no roster was found to keep."""

from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

from wfm.center.errors import InfeasibleError
from wfm.schedule.violation import Violation

_SHOWN = 3


def raise_joint_clash(broken: Sequence[Violation]) -> NoReturn:
    """Name the first violations of each joint rule in the best roster that was found.

    Raises
    ------
    InfeasibleError
        Always.
    """
    counts = Counter(violation.rule for violation in broken)
    lines = []
    for rule, count in counts.items():
        days = "1 time" if count == 1 else f"{count} times"
        lines.append(f"{rule} is broken {days}:")
        of_rule = [violation for violation in broken if violation.rule == rule]
        lines += [f"  {v.day:%a %d %b %Y}: {v.message}" for v in of_rule[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"  ... and {count - _SHOWN} more")
    raise InfeasibleError(
        "no roster was found that keeps the joint rules beside everybody's own:\n"
        + "\n".join(lines)
        + "\nallow more, give the rule a price so that it may be broken, or search longer "
        "(--seconds)"
    )
