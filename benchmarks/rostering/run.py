"""Roster a public instance: ``python benchmarks/rostering/run.py INSTANCE --seconds 120 --json``.

Prints objective and bound, judged from the instance file alone, and writes one line an employee
with ``--roster``: ``id: shift or - per day``.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.rostering.instance import Instance, read
from benchmarks.rostering.judge import broken, cost, parse

COMPILED_S = 3.0


def printed(instance: Instance, choices: list[list[int]]) -> str:
    names = ["-", *(shift.id for shift in instance.shifts)]
    lines = [
        f"{employee.id}: {' '.join(names[choice] for choice in days)}"
        for employee, days in zip(instance.staff, choices, strict=True)
    ]
    return "\n".join(lines) + "\n"


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

    import numpy as np

    from benchmarks.rostering.model import model_of
    from wfm.schedule.budget import Budget
    from wfm.schedule.columns.cover import Column
    from wfm.schedule.columns.shifts import ShiftPricer
    from wfm.schedule.columns.solve import solve

    instance = read(arguments.instance)
    model = model_of(instance)
    pricer = ShiftPricer(model.cover, model.workers, model.row_of, arguments.threads)
    trace: list[tuple[float, float, float]] = []

    def found(_roster: list[Column], now: float, bound: float) -> None:
        trace.append((round(time.perf_counter() - begun, 2), now, bound))
        if arguments.trace:
            print(*trace[-1], file=sys.stderr, flush=True)

    loading = time.perf_counter()
    pricer.price(np.zeros(len(model.cover.required)), [0])
    loaded = time.perf_counter()
    left = arguments.seconds - (loaded - begun)
    if loaded - loading > COMPILED_S:
        # The first run ever compiles the kernels; the search has all its seconds nevertheless.
        left += loaded - loading
    solution = solve(pricer, seed=arguments.seed, budget=Budget.of_clock(left), found=found)
    choices = [np.frombuffer(column.tour, dtype=np.int32).tolist() for column in solution.roster]
    text = printed(instance, choices)
    faults = broken(instance, parse(text))
    objective = cost(instance, parse(text))
    if arguments.roster:
        arguments.roster.write_text(text)
    result = {
        "instance": arguments.instance.stem,
        "objective": objective,
        "bound": solution.bound,
        "feasible": not faults,
        "broken": faults,
        "seconds": round(time.perf_counter() - begun, 1),
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
