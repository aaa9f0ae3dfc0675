"""What would help a plan, told from its hours."""

from wfm.schedule.coverage import Coverage


def advice(cover: Coverage, met: bool) -> tuple[str, ...]:
    """What would help, from where agents lack and where they are to spare.

    Parameters
    ----------
    cover : Coverage
    met : bool
        Whether every target is met.
    """
    under, over = cover.under_hours, cover.over_hours
    required = float(cover.required.sum()) * cover.horizon.interval_minutes / 60
    sentences = []
    if not met and under < 0.01 * required:
        sentences.append(
            f"The roster covers its requirement ({under:,.1f} of {required:,.0f} agent-hours are "
            "short) and still misses a target, so more agents than required are needed: raise the "
            "goal, the minimum staff or the shrinkage of the queue that fails."
        )
    elif not met and over >= under:
        sentences.append(
            f"There are enough hours in all: {under:,.0f} agent-hours lack while {over:,.0f} are "
            "to spare at other times. Shifts or pauses moved from the one to the other close part "
            "of the gap without more pay, as far as skills and work rules allow."
        )
    elif not met:
        weeks = cover.horizon.days / 7
        sentences.append(
            f"{under:,.0f} agent-hours lack and only {over:,.0f} are to spare: it takes about "
            f"{(under - over) / weeks:,.0f} more agent-hours on queue a week, by overtime, more "
            "people or less demand."
        )
    if len(cover.groups) > 1:
        share = cover.horizon.interval_minutes / 60
        sentences.append(
            "By planning group: "
            + "; ".join(
                f"{g.name} {g.under.sum() * share:,.0f} agent-hours short, "
                f"{g.over.sum() * share:,.0f} to spare"
                for g in cover.groups
            )
            + "."
        )
    return tuple(sentences)
