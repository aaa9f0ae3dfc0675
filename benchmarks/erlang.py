"""Staffing answers per second of one core, Erlang A.

Two bars: 1,000,000 a second for loads up to 100 Erlangs, 200,000 a second for loads up to 1,000.
Each is measured for one target over many loads (a planner's case: answers between known ones are
looked up) and with every parameter different from answer to answer (nothing can be looked up).

    python benchmarks/erlang.py [--json] [--answers 1000000]
"""

import argparse
import json
import time

import numpy as np

from wfm.simulate.erlang import agents_needed

BARS = {100: 1_000_000, 1_000: 200_000}
ROUNDS = 3


def answers_per_second(top_erlangs: int, answers: int, one_target: bool) -> float:
    """Best of a few rounds, by processor time, so that a busy machine does not count."""
    rng = np.random.default_rng(20)
    erlangs = rng.uniform(0, top_erlangs, answers)
    aht_s = 300.0 if one_target else rng.uniform(120, 600, answers)
    patience_s = 120.0 if one_target else rng.uniform(30, 600, answers)
    goal = 0.8 if one_target else rng.uniform(0.6, 0.95, answers)
    asked = {"goal": goal, "patience_s": patience_s, "threshold_s": 20.0}
    agents_needed(erlangs[:10], 300.0, goal=0.8, patience_s=120.0, threshold_s=20.0)
    rates = []
    for _ in range(ROUNDS):
        start = time.process_time()
        agents_needed(erlangs, aht_s, **asked)
        rates.append(answers / (time.process_time() - start))
    return max(rates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--answers", type=int, default=1_000_000, help="answers a round")
    options = parser.parse_args()
    results = {
        f"agents_needed_to_{top}_erlangs": {
            "bar_per_s": bar,
            "one_target_per_s": round(answers_per_second(top, options.answers, True)),
            "all_different_per_s": round(answers_per_second(top, options.answers, False)),
        }
        for top, bar in BARS.items()
    }
    if options.json:
        print(json.dumps(results, indent=2))
        return
    for name, row in results.items():
        print(
            f"{name}: {row['one_target_per_s']:,} a second with one target, "
            f"{row['all_different_per_s']:,} with all parameters different "
            f"(bar {row['bar_per_s']:,})"
        )


if __name__ == "__main__":
    main()
