"""A first roster: people get tours one after another, each the best for what is still missing."""

import numpy as np

from wfm.center.errors import InfeasibleError
from wfm.schedule.columns.cover import Column, Cover, Floats, Pricer
from wfm.schedule.columns.relax import start_prices


def construct(pricer: Pricer, rng: np.random.Generator) -> list[Column]:
    """One column a person, in order of people.

    Raises
    ------
    InfeasibleError
        If somebody has no tour.
    """
    covered = np.zeros(len(pricer.cover.required))
    roster: dict[int, Column] = {}
    for person in rng.permutation(pricer.n_people).tolist():
        roster[person] = tour_of(pricer, person, covered)
        np.add.at(covered, roster[person].rows, roster[person].amounts)
    return [roster[person] for person in range(pricer.n_people)]


def tour_of(pricer: Pricer, person: int, covered: Floats) -> Column:
    """A person's best tour for what others leave uncovered, or any if that was not found.

    Raises
    ------
    InfeasibleError
        If the person has no tour.
    """
    cover = pricer.cover
    # Where limits are tight, labels may miss every tour at some prices and find one at others.
    for duals in (worth(cover, covered), start_prices(cover), np.zeros(len(covered))):
        column = pricer.price(duals, [person])[0].column
        if column is not None:
            return column
    raise InfeasibleError(
        f"no tour of person {person + 1} that keeps the work rules was found; loosen "
        "their limits of hours, weekends or shifts"
    )


def worth(cover: Cover, covered: Floats) -> Floats:
    """What one more unit of each row saves now; with a shortage of several rows, its worst one."""
    lacking = cover.required - covered
    worst = np.zeros(len(cover.under))
    np.maximum.at(worst, cover.shortage, lacking)
    binding = (lacking > 0) & (lacking >= worst[cover.shortage])
    saved = np.minimum(lacking, 1.0) * cover.under[cover.shortage]
    return np.where(binding, saved, np.where(lacking > 0, 0.0, -cover.over))
