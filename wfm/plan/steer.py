"""Where to aim next, from how far each target is from its goal."""

TOLERANCE = 0.03
"""Gap that is close enough: 0.5 points of a service level of 80 %."""

ANSWER = 0.4
"""How much of a move of its aim a target that breaks is sure to answer with."""
AMPLE, SLOWLY = 0.2, 0.4
"""Gap beyond which a target has ample to spare, and the part of it that is given up at a time."""

LEAST_STEP, MOST_STEP = 0.1, 0.6
"""Moves of an aim in a round, on its scale: smallest of what breaks; largest, 80 % to 88 %."""


def moved(at: float, gap: float, others_break: bool, has_broken: bool) -> float:
    """Where to aim next, on the target's scale.

    What breaks is raised, by more than its gap since people shared with other queues take a part of
    it. What holds is lowered, by half once something has broken. While something else breaks only
    what has ample to spare is lowered, and by little, or the two would chase each other.

    Parameters
    ----------
    at : float
        The aim.
    gap : float
        Of the target.
    others_break, has_broken : bool
        Whether any target breaks now, or did in an earlier round.
    """
    if gap < 0:
        return at + min(max(-gap / ANSWER, LEAST_STEP), MOST_STEP)
    if others_break:
        return at - min(SLOWLY * max(gap - AMPLE, 0.0), MOST_STEP)
    return at - min(gap * (0.5 if has_broken else 1.0), MOST_STEP)
