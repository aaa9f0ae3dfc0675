"""The generated call center by several methods, judged alike: ``... compare 50 --seconds 30``.

One JSON line a method: cost and what the checker finds broken, both judged from the roster alone.
pyworkforce (``requirements-rostering.txt``) is left out where it is not installed.
"""

import argparse
import importlib.util
import json
import time
from collections.abc import Callable

from benchmarks.rostering.call_center import center
from benchmarks.rostering.plain_cp_sat import plain
from benchmarks.rostering.with_pyworkforce import pyworkforce
from wfm.center.roster import Roster
from wfm.schedule.check import check
from wfm.schedule.cost import roster_cost
from wfm.schedule.solve import schedule

CLOSES_GAP = ("reduced_costs", "max_lp")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("agents", type=int)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--methods", default="wfm,cp_sat,cp_sat_lp,pyworkforce")
    arguments = parser.parse_args()
    scenario, requirement = center(arguments.agents, arguments.seed)
    seconds = arguments.seconds
    methods: dict[str, Callable[[], Roster | None]] = {
        "wfm": lambda: schedule(scenario, requirement, seed=1, seconds=seconds).roster,
        "cp_sat": lambda: plain(scenario, requirement, seconds),
        "cp_sat_lp": lambda: plain(scenario, requirement, seconds, CLOSES_GAP),
        "pyworkforce": lambda: pyworkforce(scenario, requirement, seconds),
    }
    for name in arguments.methods.split(","):
        if name == "pyworkforce" and importlib.util.find_spec("pyworkforce") is None:
            print(json.dumps({"method": name, "found": "not installed"}))
            continue
        begun, cpu = time.perf_counter(), time.process_time()
        roster = methods[name]()
        result = {
            "method": name,
            "agents": arguments.agents,
            "seconds": seconds,
            "wall_s": round(time.perf_counter() - begun, 1),
            "cpu_s": round(time.process_time() - cpu, 1),
            "cost": None if roster is None else round(roster_cost(scenario, requirement, roster)),
            "violations": None if roster is None else len(check(scenario, roster)),
        }
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
