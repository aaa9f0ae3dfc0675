"""Paid hours of three ways to plan, each just keeping the same promise on paths none has seen.

(a) Erlang C for every interval and a plain covering of it by shifts, without any work rule; (b)
Erlang A for every interval and the scheduler; (c) the loop of ``wfm plan``. (a) and (b) are tuned,
by a factor on the requirement of each queue and then by one on all of it, until their simulated
roster holds every target with its probability and the same margin that the loop keeps, on the paths
that the loop searches with.

(a) knows no work rules, and takes as many people as its shifts need, of the center's contracts in
their proportions. So that methods are compared and not rules, minimum weekly hours are lifted for
all, and the help desk has ten people more in its second tier, which runs out of them otherwise.

Run ``python benchmarks/loop.py [--quick] [--json] [--center NAME] [--method a]``. ``--quick`` plans
one week with short searches. Two plans are made at a time. The real bank needs its file;
`WFM_REFERENCE` names the folder. ``seconds`` is wall time and ``cpu_seconds`` that of the
processor, judging included.
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.ways_to_plan.centers import CENTERS  # noqa: E402
from benchmarks.ways_to_plan.methods import METHODS  # noqa: E402
from benchmarks.ways_to_plan.table import Row, row_of  # noqa: E402

AT_A_TIME = 2


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="one week, short searches")
    parser.add_argument("--center", choices=list(CENTERS), action="append", help="only this one")
    parser.add_argument("--method", choices=list(METHODS), action="append", help="only this one")
    given = parser.parse_args()
    names, methods = given.center or list(CENTERS), tuple(given.method or METHODS)
    began = time.perf_counter()
    rows: list[Row] = []
    # The longest first, so that the two processes end together.
    with ProcessPoolExecutor(AT_A_TIME, mp_context=get_context("spawn")) as processes:
        running = [
            processes.submit(row_of, name, method, given.quick)
            for method in reversed(methods)
            for name in reversed(names)
        ]
        for done in as_completed(running):
            row = done.result()
            if row is None:
                continue
            rows.append(row)
            if not given.json:
                print("  ".join(f"{value!s:<14}" for value in row.values()), flush=True)
    rows.sort(key=lambda row: (names.index(str(row["center"])), str(row["method"])))
    if given.json:
        wall_s = round(time.perf_counter() - began, 1)
        cpu_s = round(sum(float(str(row["cpu_seconds"])) for row in rows), 1)
        load = {"load": os.getloadavg()[0], "wall_seconds": wall_s, "cpu_seconds": cpu_s}
        print(json.dumps(load | {"rows": rows}, indent=2))


if __name__ == "__main__":
    main()
