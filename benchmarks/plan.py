"""Time of the main job: ``wfm plan`` on the shipped scenarios, and ``wfm --help``.

Run ``python benchmarks/plan.py [--json]``. Wall and CPU seconds of whole processes, imports
included, after one run that warms the caches.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
CALL = [sys.executable, "-c", "from wfm.cli.main import main; main()"]
SCENARIOS = ("retail-bank", "help-desk")


def timed(arguments: list[str]) -> dict[str, float]:
    """Wall and CPU seconds of one process."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([*CALL, *arguments], stdout=subprocess.DEVNULL, check=False)
    wall_s, after = time.perf_counter() - start, os.times()
    cpu_s = after.children_user + after.children_system
    cpu_s -= before.children_user + before.children_system
    return {"wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2)}


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        timed(["--help"])
        found["wfm --help"] = timed(["--help"])
        for name in SCENARIOS:
            out = str(Path(folder) / name)
            arguments = ["plan", str(REPOSITORY / "scenarios" / name), "--out", out, "--quiet"]
            timed(arguments)
            found[f"wfm plan {name}"] = timed(arguments)
    if as_json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'command':<24}{'wall, s':>10}{'CPU, s':>10}")
    for command, seconds in found.items():
        print(f"{command:<24}{seconds['wall_s']:>10.2f}{seconds['cpu_s']:>10.2f}")


if __name__ == "__main__":
    main()
