"""Ruin and recreate over windows of days, with simulated annealing, for rosters of any size.

A few people lose their shifts in some days and get the best ones for what is then missing, one
after another, found by a dynamic program over the window alone: the rest of a tour says from which
node it must begin, at which nodes it may end and what is left of each limit. Prices are perturbed
by Gumbel noise in proportion to the temperature, so that recreated shifts are drawn nearly by their
Boltzmann weights (Papandreou and Yuille, 2011, "Perturb-and-MAP random fields", ICCV).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from wfm.schedule.budget import Budget
from wfm.schedule.columns.construct import tour_of
from wfm.schedule.columns.cover import Column, Pricer, covered_by
from wfm.schedule.columns.fitting import fitting
from wfm.schedule.columns.incumbent import Incumbent
from wfm.schedule.kernels.first_tours import first_tours, mended_tours
from wfm.schedule.kernels.recreate import Draw, put_all, recreate
from wfm.schedule.kernels.staff import Staff, Tours

WINDOW_DAYS = np.array([7, 14, 14, 28])
RUINED = np.array([1, 1, 2, 3])
FIRST_WINDOW, MOST_WINDOWS = 28, 400
# Temperatures, as shares of what a unit too few costs.
WARM, TEPID, COOL, COLD = 0.6, 0.1, 0.03, 0.005
# Work for each day of each person from which on a warm start pays, and a tepid one where tours fit
# together already: much warmth would only undo that.
PATIENT, PATIENT_IF_FITTING = 400_000.0, 800_000.0
# Work of a round of all threads, about a tenth of a second.
ROUND = 20_000_000.0
FIRST_MOVES = 200
NOISE = 4093
MEMORY = 6_000_000
NARROWEST = 0.2
TINY = 1e-6


class Windows:
    """Tours of everybody that are annealed in place.

    Parameters
    ----------
    pricer : Pricer
    staff : Staff
    rng : numpy Generator
    """

    def __init__(self, pricer: Pricer, staff: Staff, rng: np.random.Generator) -> None:
        self._pricer, self._staff, self._rng = pricer, staff, rng
        n_people, n_days, _ = staff.cost.shape
        self._parts = max(min(pricer.n_threads, n_people, n_days // 7), 1)
        self.threads = ThreadPoolExecutor(pricer.n_threads)
        self._rngs = rng.spawn(self._parts)
        self._memory = [np.empty(MEMORY) for _ in range(self._parts)]
        noise = -np.log(-np.log(rng.random(NOISE)))
        self._noise = noise.mean() - noise
        self._moves = FIRST_MOVES
        self._tours = Tours(
            np.zeros((n_people, n_days), dtype=np.int32),
            np.zeros((n_people, n_days + 1), dtype=np.int32),
            np.zeros((n_people, staff.most.shape[1]), dtype=np.int64),
            np.zeros(len(staff.required)),
        )
        self._dear = float(staff.under.mean())

    def begin(self) -> list[Column]:
        """A first roster.

        Raises
        ------
        InfeasibleError
            If somebody has no tour.
        """
        order = self._rng.permutation(self._pricer.n_people)
        missed = first_tours(
            self._staff,
            self._tours,
            order,
            FIRST_WINDOW,
            MOST_WINDOWS,
            self._dear,
            self._memory[0],
            self._rngs[0],
        )
        roster = self._columns(self._tours.choices)
        for person in order[missed != 0].tolist():
            others = [column for column in roster if column.person != person]
            covered = covered_by(others, len(self._staff.required))
            roster[person] = tour_of(self._pricer, person, covered)
        return roster

    def near(self, tours: NDArray[np.int32]) -> list[Column] | None:
        """A roster of one tour a person out of some, mended where these pass limits.

        Parameters
        ----------
        tours : array of shape (rounds, people, days)

        Returns
        -------
        list of Column or None
            None when somebody's limits could not be kept.
        """
        order = self._rng.permutation(self._pricer.n_people)
        missed = mended_tours(
            self._staff,
            self._tours,
            order,
            fitting(self._staff, tours, self._rng),
            FIRST_WINDOW,
            MOST_WINDOWS,
            self._dear,
            self._memory[0],
            self._rngs[0],
        )
        return None if missed.any() else self._columns(self._tours.choices)

    def warmest(self, budget: Budget, *, fitting: bool) -> float:
        """Temperature to begin with, such that there is time enough to cool down.

        Parameters
        ----------
        budget : Budget
        fitting : bool
            Whether the tours fit together about already.
        """
        n_people, n_days, _ = self._staff.cost.shape
        each = budget.work_left / (n_people * n_days)
        if fitting:
            return float(np.clip(TEPID * each / PATIENT_IF_FITTING, COOL, TEPID))
        return float(np.clip(WARM * each / PATIENT, TEPID, WARM))

    def anneal(self, best: Incumbent, warmest: float, budget: Budget) -> None:
        """Cool down over a budget, beginning with the best roster.

        Parameters
        ----------
        best : Incumbent
            Takes better rosters.
        warmest : float
            Temperature to begin with, as a share of what a unit too few costs.
        budget : Budget
        """
        put_all(self._staff, self._tours, np.stack([self._pricer.choices(c) for c in best.roster]))
        cost, share = best.cost, 0.0
        while not best.settled:
            temperature = self._dear * warmest * (COLD / warmest) ** share
            changed, work = self._round(temperature)
            budget.spend(work)
            share = budget.share
            cost += changed
            if cost < best.cost - TINY:
                best.offer(self._columns(self._tours.choices))
            if budget.is_over:
                break

    def _columns(self, choices: NDArray[np.int32]) -> list[Column]:
        return [self._pricer.column(person, tour) for person, tour in enumerate(choices)]

    def _round(self, temperature: float) -> tuple[float, float]:
        """Some moves in all threads; by how much the cost changed, and the work done."""
        draws = list(self._draws(temperature))
        results = list(
            self.threads.map(
                lambda i: recreate(
                    self._staff, self._tours, draws[i], self._moves, self._memory[i], self._rngs[i]
                ),
                range(self._parts),
            )
        )
        work = float(sum(steps for _, steps in results))
        self._moves = max(round(self._moves * min(ROUND / max(work, 1.0), 4.0)), 20)
        return sum(delta for delta, _ in results), work

    def _draws(self, temperature: float) -> Iterator[Draw]:
        """Parts with neither people nor days in common, anew for each round."""
        n_people, n_days, _ = self._staff.cost.shape
        people = np.array_split(self._rng.permutation(n_people), self._parts)
        places = np.arange(round(NARROWEST * n_days), round((1 - NARROWEST) * n_days) + 1)
        cuts = np.sort(self._rng.choice(places, self._parts - 1, replace=False))
        bounds = [0, *cuts.tolist(), n_days]
        for part, first, end in zip(people, bounds[:-1], bounds[1:], strict=True):
            yield Draw(part, first, end, WINDOW_DAYS, RUINED, self._noise, temperature)
