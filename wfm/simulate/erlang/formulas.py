"""The five named service-level formulas, from one set of shares of the offered contacts."""

from wfm.center.errors import UsageError
from wfm.center.target import Formula
from wfm.simulate.erlang._compiled import compiled

FORMULAS = tuple(Formula)
"""Order that compiled code counts them by."""


def formula_number(formula: Formula | str) -> int:
    """Position of a formula in `FORMULAS`.

    Raises
    ------
    UsageError
        If there is no formula of that name.
    """
    try:
        return FORMULAS.index(Formula(formula))
    except ValueError:
        names = ", ".join(FORMULAS)
        raise UsageError(f"no service-level formula '{formula}': use one of {names}") from None


@compiled
def service_level(
    number: int, virtual: float, answered_in: float, answered: float, gone: float, waiting: float
) -> float:
    """Service level by the formula of that number.

    Parameters
    ----------
    number : int
        Position in `FORMULAS`.
    virtual : float
        Share of test contacts of infinite patience that wait at most T.
    answered_in, answered, gone, waiting : float
        Shares of the offered contacts: answered within T, answered, answered or abandoned within
        T, and the complement of the last, still in queue at T.
    """
    if number == 0:
        return answered_in
    if number == 1:
        kept = answered_in + waiting
        return answered_in / kept if kept > 0.0 else 0.0
    if number == 2:
        return answered_in / answered if answered > 0.0 else 0.0
    if number == 3:
        return gone
    return virtual
