"""Compile everything that numba compiles, by planning a very small center once."""

import tempfile
from pathlib import Path

import wfm

SCENARIO = """\
name: warm-up
horizon: {start: 2026-10-05, days: 7, interval_minutes: 60, timezone: UTC}
history: {file: history.csv}
queues:
  - {name: calls, open: {mon-fri: 09:00-17:00}, aht_s: 300, mean_patience_s: 120}
  - {name: chats, channel: chat, concurrency: 2, open: {mon-fri: 09:00-17:00}, aht_s: 300}
targets:
  - {name: calls, queue: calls, answered_within_s: 20, goal: 0.8}
  - {name: chats, queue: chats, answered_within_s: 60, goal: 0.8}
shifts:
  - name: day
    earliest_start: 09:00
    length_minutes: 480
    breaks: [{name: lunch, minutes: 60, earliest_min: 180, latest_min: 240, step_minutes: 60}]
contracts: [{name: full, shifts: [day], rules: {min_rest: {hours: 11}}}]
agents:
  - {id: A1, contract: full, skills: calls;chats}
  - {id: A2, contract: full, skills: calls}
scheduling: {seconds: 0.5}
simulation: {replications: 2}
"""


def history() -> str:
    """Six weeks of hours."""
    rows = [
        f"2026-{8 + day // 31:02d}-{1 + day % 31:02d}T{hour:02d}:00Z,{queue},{5 + hour % 3},300"
        for day in range(61)
        for hour in range(9, 17)
        for queue in ("calls", "chats")
    ]
    return "interval_start,queue,offered,aht_s\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scenario.yaml").write_text(SCENARIO)
        (Path(folder) / "history.csv").write_text(history())
        wfm.plan(wfm.read_scenario(folder))
