"""Everything a plan leaves on disk for people and programs to read."""

from pathlib import Path

from wfm.plan.plan import Plan
from wfm.report.calendars import write_calendars
from wfm.report.html import write_report
from wfm.report.tables import write_tables
from wfm.report.workbook import write_workbook


def write_all(plan: Plan, folder: Path) -> None:
    """Write report, workbook, calendars and tables of a plan.

    Afterwards the folder holds ``report.html``, ``roster.xlsx``, ``calendars/*.ics`` (one an
    agent) and the CSV files of `wfm.report.tables`, ``roster.csv`` among them.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Existing folder.
    """
    write_report(plan, folder / "report.html")
    write_workbook(plan, folder / "roster.xlsx")
    write_tables(plan, folder)
    calendars = folder / "calendars"
    calendars.mkdir(exist_ok=True)
    write_calendars(plan.scenario, plan.roster, calendars)
