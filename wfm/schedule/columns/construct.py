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
    cover = pricer.cover
    covered = np.zeros(len(cover.required))
    roster: list[Column | None] = [None] * pricer.n_people
    for person in rng.permutation(pricer.n_people).tolist():
        column = None
        # Where limits are tight, labels may miss every tour at some prices and find one at others.
        for duals in (worth(cover, covered), start_prices(cover), np.zeros(len(covered))):
            column = pricer.price(duals, [person])[0].column
            if column is not None:
                break
        if column is None:
            raise InfeasibleError(
                f"no tour of person {person + 1} that keeps the work rules was found; loosen "
                "their limits of hours, weekends or shifts"
            )
        np.add.at(covered, column.rows, column.amounts)
        roster[person] = column
    return [column for column in roster if column is not None]


def worth(cover: Cover, covered: Floats) -> Floats:
    """What one more unit of each row saves now; with a shortage of several rows, its worst one."""
    lacking = cover.required - covered
    worst = np.zeros(len(cover.under))
    np.maximum.at(worst, cover.shortage, lacking)
    binding = (lacking > 0) & (lacking >= worst[cover.shortage])
    saved = np.minimum(lacking, 1.0) * cover.under[cover.shortage]
    return np.where(binding, saved, np.where(lacking > 0, 0.0, -cover.over))
