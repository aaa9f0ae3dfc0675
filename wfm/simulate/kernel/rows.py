"""Records by the address of their table and their number.

A table is passed around as an address, because every array that numba hands from function to
function costs it two atomic counts of references, which is more than most events take.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import from_dtype, types
from numba.extending import intrinsic

from wfm.simulate.kernel import constants, records  # noqa: F401
from wfm.simulate.kernel.records import Record

Row = Callable[[int, int], Record]


def _row(dtype: "np.dtype[Any]") -> Row:
    record = from_dtype(dtype)

    def row(typing: Any, address: Any, number: Any) -> Any:  # noqa: ARG001
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            size = ir.Constant(ir.IntType(64), dtype.itemsize)
            # As an offset from one pointer, so that loops over a table can be vectorised.
            table = builder.inttoptr(values[0], ir.IntType(8).as_pointer())
            place = builder.gep(table, [builder.mul(values[1], size)], inbounds=True)
            return builder.bitcast(place, context.get_value_type(signature.return_type))

        return record(types.int64, types.int64), generate

    return cast(Row, intrinsic(row))


queue_at = _row(records.QUEUE)
line_at = _row(records.LINE)
team_at = _row(records.TEAM)
ranked_at = _row(records.RANKED)
spell_at = _row(records.SPELL)
float_at = _row(records.FLOAT)
int_at = _row(records.INT)
agent_at = _row(records.AGENT)
listed_at = _row(records.LISTED)
place_at = _row(records.PLACE)
match_at = _row(records.MATCH)
planned_at = _row(records.PLANNED)
cell_at = _row(records.CELL)
within_at = _row(records.WITHIN)
heads_at = _row(records.HEADS)
logged_at = _row(records.LOGGED)
contact_at = _row(records.CONTACT)
drawn_at = _row(records.DRAWN)
follow_at = _row(records.FOLLOW)
door_at = _row(records.DOOR)
key_at = _row(records.KEY)
in_hand_at = _row(records.IN_HAND)
