"""Roster a public instance: ``python benchmarks/rostering/run.py INSTANCE --seconds 120 --json``.

Prints objective and bound, judged from the instance file alone, and writes one line an employee
with ``--roster``: ``id: shift or - per day``. The seconds are those of the whole run, loading
included; only where kernels have to be compiled, once on a machine, does it take that much longer:
``compiled_s`` tells.
"""

import argparse
import json
import resource
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.rostering.instance import Cover, Employee, Instance, Shift, read
from benchmarks.rostering.judge import broken, cost, parse
from wfm.center.errors import InfeasibleError

WRITTEN_S = 0.1


def tiny() -> Instance:
    """So small an instance that solving it only loads the kernels."""
    shifts = (Shift("E", 480, frozenset()), Shift("L", 480, frozenset({"E"})))
    staff = tuple(Employee(name, {"E": 14, "L": 2}, 3840, 2400, 5, 2, 2, 1) for name in "AB")
    cover = tuple(Cover(day, s.id, 1, 100, 1) for day in range(14) for s in shifts)
    return Instance(14, shifts, staff, frozenset(), (), (), cover)


def printed(instance: Instance, choices: list[list[int]]) -> str:
    names = ["-", *(shift.id for shift in instance.shifts)]
    lines = [
        f"{employee.id}: {' '.join(names[choice] for choice in days)}"
        for employee, days in zip(instance.staff, choices, strict=True)
    ]
    return "\n".join(lines) + "\n"


def _ended(*_: object) -> None:
    """End the search, and let nothing end what is written after it."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    begun = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--roster", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--trace", action="store_true", help="tell each improvement on stderr")
    arguments = parser.parse_args()
    if arguments.seconds < 0 or arguments.threads < 1:
        parser.error("--seconds must be 0 or more, --threads 1 or more")
    if arguments.roster and not arguments.roster.absolute().parent.is_dir():
        parser.error(f"--roster: there is no folder {arguments.roster.parent}")

    import numpy as np
    from numba.core.event import install_timer

    from benchmarks.rostering.model import model_of
    from wfm.schedule.budget import Budget
    from wfm.schedule.columns.cover import Column
    from wfm.schedule.columns.shifts import ShiftPricer
    from wfm.schedule.columns.solve import solve

    def pricer_of(instance: Instance) -> ShiftPricer:
        model = model_of(instance)
        return ShiftPricer(model.cover, model.workers, model.row_of, arguments.threads)

    compiling: list[float] = []
    # Only what is not in numba's cache is compiled, and told here.
    with install_timer("numba:compile", compiling.append):
        small = pricer_of(tiny())
        small.price(np.zeros(len(small.cover.required)), [0])
        solve(small, seed=1, budget=Budget.of_clock(0.0))
    compiled_s = sum(compiling)
    loaded_s = time.perf_counter() - begun - compiled_s
    ends = begun + arguments.seconds + compiled_s
    instance = read(arguments.instance)
    pricer = pricer_of(instance)
    trace: list[tuple[float, float, float]] = []
    latest: list[Column] = []

    def found(roster: list[Column], now: float, bound: float) -> None:
        trace.append((round(time.perf_counter() - begun, 2), now, bound))
        latest[:] = roster
        if arguments.trace:
            print(*trace[-1], file=sys.stderr, flush=True)

    searching = time.perf_counter()
    left = Budget.of_clock(max(ends - searching - WRITTEN_S, 0.0))
    # Whoever ends the run early still gets the best roster by then.
    signal.signal(signal.SIGTERM, _ended)
    try:
        solve(pricer, seed=arguments.seed, budget=left, found=found)
    except InfeasibleError as error:
        print(json.dumps({"instance": arguments.instance.stem, "objective": None,
                          "feasible": False, "broken": [str(error)]}))  # fmt: skip
        sys.exit(1)
    except KeyboardInterrupt:
        if not trace:
            sys.exit("ended before a whole roster was found")
    searched_s = time.perf_counter() - searching
    _, _, bound = trace[-1]
    choices = [np.frombuffer(column.tour, dtype=np.int32).tolist() for column in latest]
    text = printed(instance, choices)
    if arguments.roster:
        arguments.roster.write_text(text)
    faults = broken(instance, parse(text))
    objective = cost(instance, parse(text))
    result = {
        "instance": arguments.instance.stem,
        "objective": objective,
        "bound": bound,
        "feasible": not faults,
        "broken": faults,
        "seconds": round(time.perf_counter() - begun, 1),
        "loaded_s": round(loaded_s, 1),
        "compiled_s": round(compiled_s, 1),
        "searched_s": round(searched_s, 1),
        "first_s": trace[0][0],
        "best_s": next(t for t, now, _ in trace if now <= objective + 1e-6),
        "cpu_s": round(time.process_time(), 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print(", ".join(f"{name} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
