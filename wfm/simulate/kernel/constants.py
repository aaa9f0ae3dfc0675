"""Fields that nothing compiled writes: read once, however much is written in between.

Tables lie in memory of which the optimizer must think that any write can change any of it. These
fields it may keep, which spares most of the reading.
"""

from typing import Any, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import from_dtype
from numba.extending import lower_getattr

from wfm.simulate.kernel import records


def _keep(dtype: "np.dtype[Any]", names: tuple[str, ...]) -> None:
    record = from_dtype(dtype)
    for name in names:
        register = cast(Any, lower_getattr)(record, name)
        register(_reader(record, name))


def _reader(record: Any, name: str) -> Any:
    def read(context: Any, builder: Any, kind: Any, value: Any) -> Any:  # noqa: ARG001
        field = context.get_value_type(record.typeof(name))
        table = builder.bitcast(value, ir.IntType(8).as_pointer())
        place = builder.gep(table, [ir.Constant(ir.IntType(64), record.offset(name))])
        found = builder.load(builder.bitcast(place, field.as_pointer()), align=1)
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    return read


_keep(records.CENTER, records.CONSTANT_CENTER)
_keep(records.QUEUE, records.CONSTANT_QUEUE)
_keep(records.LINE, tuple(set(records.LINE.names or ()) - {"first", "last"}))
_keep(records.TEAM, ("lines_from", "lines_to"))
_keep(records.RANKED, ("index", "rank"))
_keep(records.AGENT, ("team",))
