"""Weekly totals that whole shifts can come to."""

from functools import lru_cache


@lru_cache(maxsize=256)
def totals(lengths: tuple[int, ...], max_shifts: int) -> tuple[int, ...]:
    """Every sum of at most `max_shifts` of the lengths, with repetition, in rising order."""
    reached = {0}
    newest = {0}
    for _ in range(max_shifts):
        newest = {total + length for total in newest for length in lengths} - reached
        reached |= newest
    return tuple(sorted(reached))


def at_most(sums: tuple[int, ...], bound: float) -> int:
    """Largest sum up to the bound, 0 if there is none."""
    return max((total for total in sums if total <= bound + 1e-9), default=0)


def at_least(sums: tuple[int, ...], bound: float) -> int:
    """Smallest sum from the bound on, or the largest of all."""
    return min((total for total in sums if total >= bound - 1e-9), default=sums[-1])
