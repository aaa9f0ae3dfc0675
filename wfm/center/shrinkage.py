"""Shrinkage: the share of rostered time that is lost, by weekday and time of day."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

from wfm.center.demand_hand import Hours
from wfm.center.horizon import Horizon
from wfm.center.values import Share, Value, parse_share, parse_weekdays

Shares = NDArray[np.float64]


class ShrinkagePiece(Value):
    """A share of rostered time that is lost on some weekdays, in a part of the day."""

    share: Share = Field(lt=1, description="Share of rostered time lost.")
    days: str = Field("all", description="Weekdays, such as mon,fri; by default all.")
    hours: Hours | None = Field(
        None,
        description="Part of the day, such as '15:00-18:00'; by default the whole day. It holds "
        "for intervals that start in it.",
    )

    @field_validator("days")
    @classmethod
    def _readable_days(cls, days: str) -> str:
        parse_weekdays(days)
        return days


class Shrinkage(RootModel[tuple[ShrinkagePiece, ...]]):
    """Pieces of which the last one that fits counts; where none fits nothing is lost.

    In a scenario it is one share, or a list of pieces.
    """

    model_config = ConfigDict(frozen=True)
    root: tuple[ShrinkagePiece, ...]

    @classmethod
    def constant(cls, share: float) -> "Shrinkage":
        """The same share at all times."""
        return cls((ShrinkagePiece(share=share),))

    def by_interval(self, horizon: Horizon) -> Shares:
        """Share lost in each interval, shape (intervals,); a piece of one counts in part."""
        shares = np.zeros(horizon.n_intervals)
        for piece in self.root:
            fits = np.isin(horizon.weekday_of_interval, parse_weekdays(piece.days)).astype(float)
            if piece.hours is not None:
                first, end = piece.hours
                begins = horizon.clock_min_of_interval
                ends = begins + horizon.interval_minutes
                inside = np.minimum(ends, end) - np.maximum(begins, first)
                fits *= np.clip(inside, 0, None) / horizon.interval_minutes
            shares += fits * (piece.share - shares)
        return shares

    def raised(self, by: float) -> "Shrinkage":
        """Every piece changed by so much; what no piece speaks of loses nothing until it is raised.

        Raises
        ------
        ValueError
            If a share would be below 0, or 1 and more.
        """
        pieces = self.root
        if by > 0 and not any(_is_always(piece) for piece in pieces):
            pieces = (ShrinkagePiece(share=0.0), *pieces)
        for piece in pieces:
            if not 0 <= piece.share + by < 1:
                raise ValueError(
                    f"{by * 100:+g} points on a shrinkage of {piece.share:.4g} is not a share from "
                    "0 to below 1"
                )
        return Shrinkage(
            tuple(piece.model_copy(update={"share": piece.share + by}) for piece in pieces)
        )

    @model_serializer(mode="wrap")
    def _as_written(self, pieces: SerializerFunctionWrapHandler) -> Any:
        if len(self.root) == 1 and _is_always(self.root[0]):
            return self.root[0].share
        return pieces(self)


def _is_always(piece: ShrinkagePiece) -> bool:
    return piece.hours is None and len(parse_weekdays(piece.days)) == 7


def _as_pieces(given: Any) -> Any:
    if given == []:
        raise ValueError("the list has no piece; write 0 where nothing is lost")
    if isinstance(given, Shrinkage | list | tuple):
        return given
    share = None if isinstance(given, bool | dict) else parse_share(given)
    if not isinstance(share, int | float) or not 0 <= share < 1:
        raise ValueError(
            f"{given!r} is not a share from 0 to below 1; write 0.08 or '8 %', or a list of pieces "
            "such as - {share: 8 %, days: 'mon,fri', hours: '15:00-18:00'}"
        )
    return Shrinkage.constant(share)


GivenShrinkage = Annotated[
    Shrinkage,
    BeforeValidator(_as_pieces, json_schema_input_type=float | str | list[ShrinkagePiece]),
]
"""A field of a scenario: one share, or a list of pieces."""


def both(planned: Shares, unplanned: Shares) -> Shares:
    """1 - (1 - planned) (1 - unplanned): whom a meeting takes is not missed again when ill."""
    return np.asarray(unplanned + planned * (1 - unplanned), dtype=np.float64)
