"""The days in the past from which a model is asked what it would have said."""

ORIGINS = 12
LEADS = 28
LEAST_DAYS = 28
NEAREST_ORIGIN = 2
ORIGIN_STEP = 4


def rolling_origins(n_days: int) -> list[int]:
    """Origins in the recent half of a past of `n_days`, the latest first; none if it is short."""
    latest = n_days - NEAREST_ORIGIN
    every = [latest - i * ORIGIN_STEP for i in range(ORIGINS)]
    return [origin for origin in every if origin >= max(LEAST_DAYS, n_days // 2)]
