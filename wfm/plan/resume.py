"""Go on from where the loop of an earlier run ended."""

from pathlib import Path

from wfm.center.errors import UsageError
from wfm.center.scenario import Scenario
from wfm.plan.rounds import Begun
from wfm.plan.run_folder import read_record
from wfm.schedule.read import read_roster
from wfm.staff.contract import Aims


def begun_of(folder: Path, scenario: Scenario) -> Begun:
    """Aims and roster of a run, of the same people and days.

    The scenario may have changed otherwise: what the run ended with is judged anew.

    Parameters
    ----------
    folder : Path
        Run folder of ``wfm plan``.
    scenario : Scenario

    Raises
    ------
    DataError
        If the folder holds no whole run, or its roster is of other people.
    UsageError
        If the run is of another horizon.
    """
    record = read_record(folder)
    if record["horizon"] != scenario.horizon.model_dump(mode="json"):
        raise UsageError(
            f"--resume {folder}: the run is of another horizon than {scenario.name}; plan it anew"
        )
    loop = record.get("loop")
    aims = Aims() if loop is None else Aims(**loop["rounds"][loop["chosen"]]["aims"])
    return Begun(aims, read_roster(folder / "roster.csv", scenario))
