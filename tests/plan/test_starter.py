"""A scenario that is started from a history reads back as what the history says."""

import yaml

from wfm.plan.starter import Source, start_scenario


def test_a_queue_may_be_called_no(tmp_path):
    rows = (
        f"2026-06-{day:02d}T{hour:02d}:{minute},no,{9 + hour % 3},200"
        for day in range(1, 15)
        for hour in range(9, 17)
        for minute in ("00", "30")
    )
    history = tmp_path / "calls.csv"
    history.write_text("interval_start,queue,offered,aht_s\n" + "\n".join(rows) + "\n")
    made = start_scenario("2026", tmp_path / "scenarios", Source(history))
    read = yaml.safe_load((made / "scenario.yaml").read_text())
    assert read["name"] == "2026"
    assert [q["name"] for q in read["queues"]] == ["no"]
    assert {t["queue"] for t in read["targets"]} == {"no"}
