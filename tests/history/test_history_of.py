"""The history of a scenario: its zone, interval, queues and opening hours."""

import pytest

from tests.center.builders import small_scenario
from tests.history.files import canonical, recorded, write
from wfm.center.calendar import OpeningHours
from wfm.center.errors import DataError
from wfm.history.read import history_of
from wfm.history.summary import summarise


def scenario(path, **more):
    return small_scenario(history={"file": str(path)} | more)


def test_queues_come_in_the_scenarios_order(tmp_path):
    rows = ["2026-01-05T08:00Z,support,2,60", "2026-01-05T08:00Z,sales,3,60"]
    history = history_of(scenario(write(tmp_path, canonical(*rows))))
    assert history.queues == ("sales", "support")
    assert recorded(history) == {"2026-01-05T08:00+00:00": 3}
    assert history.grid.interval_minutes == 30


def test_a_queue_without_rows_is_noted(tmp_path):
    path = write(tmp_path, canonical("2026-01-05T08:00Z,sales,3,60"))
    history = history_of(scenario(path))
    assert history.queues == ("sales",)
    assert history.notes == ("the history has no rows of queue 'support'",)


def test_hours_that_contradict_the_history_are_noted(tmp_path):
    rows = [f"2026-01-05T{clock}Z,sales,9,60" for clock in ("10:30", "11:00", "11:30")]
    path = write(tmp_path, canonical(*rows, "2026-01-05T12:00Z,support,5,60"))
    of = scenario(path)
    assert not [note for note in history_of(of).notes if "closed" in note]

    def opened(hours):
        queue = of.queues[0].model_copy(update={"open": OpeningHours.model_validate(hours)})
        swapped = of.model_copy(update={"queues": (queue, *of.queues[1:])})
        return history_of(swapped).notes

    assert opened({"all": "20:00-11:00"}) == (
        "look: 18 of 27 contacts of queue 'sales' (67%) are recorded while it is closed (open "
        "all 20:00-11:00); forecasts leave them out: correct its 'open' if such contacts are "
        "to be answered",
    )
    assert "(100%) are recorded while it is closed (it is never open)" in opened({})[0]


def test_unknown_queue(tmp_path):
    rows = ["2026-01-05T08:00Z,sales,3,60", "2026-01-05T08:30Z,slaes,3,60"]
    with pytest.raises(DataError) as error:
        history_of(scenario(write(tmp_path, canonical(*rows))))
    assert error.value.exit_code == 5
    assert "history.csv:3: unknown queue 'slaes'" in str(error.value)
    assert "sales, support" in str(error.value)


def test_plain_file_with_foreign_columns_zone_and_interval(tmp_path):
    text = "von,anrufe,sonst\n2026-07-06 09:00,3,1\n2026-07-06 09:10,4,1\n2026-07-06 09:20,5,1\n"
    path = write(tmp_path, text)
    history = history_of(
        scenario(
            path,
            queue="sales",
            time_column="von",
            value_column="anrufe",
            interval_minutes=10,
            timezone="Europe/Berlin",
        )
    )
    assert recorded(history) == {"2026-07-06T08:00+01:00": 12}


def test_dates_hours_and_queues_in_columns_of_their_own(tmp_path):
    text = "gesendet,tag,stunde,gruppe,anrufe\n9.1.2026,5.1.2026,8,support,3\n"
    named = {"date_column": "tag", "time_column": "stunde", "value_column": "anrufe"}
    named |= {"queue_column": "gruppe", "date_format": "DD.MM.YYYY", "interval_minutes": 30}
    history = history_of(scenario(write(tmp_path, text), **named))
    assert history.queues == ("support",)
    assert recorded(history) == {"2026-01-05T08:00+00:00": 3}
    alike = write(tmp_path, text.replace("gruppe", "Skill"))
    again = history_of(scenario(alike, **(named | {"queue_column": None})))
    assert again.queues == ("support",)


def test_closed_time_is_not_missing(tmp_path):
    """Support works Monday to Friday; two Saturdays with a record do not make it open."""
    days = [5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 26]
    rows = [
        f"2026-01-{day:02d} {hour:02d}:{minute},support,3,60"
        for day in days
        for hour in range(8, 18)
        for minute in ("00", "30")
    ]
    made = scenario(write(tmp_path, canonical(*rows)))
    history = history_of(made)
    assert not any("absent" in note for note in history.notes)
    assert summarise(history, made).queues[0].missing_intervals == 0
    assert summarise(history).queues[0].missing_intervals == 20
