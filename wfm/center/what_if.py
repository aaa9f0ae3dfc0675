"""A base scenario with levers applied: a what-if."""

import re
from typing import Any

from pydantic import ValidationError

from wfm.center.lever import Levers, Setting
from wfm.center.queue import Queue
from wfm.center.scenario import Scenario
from wfm.center.shrinkage import Shrinkage
from wfm.center.target import Measure
from wfm.center.values import parse_share

_CHANGE = re.compile(r"([+-])\s*(\d+(?:\.\d+)?)\s*(%|s|min|points?)?")


class LeverError(ValueError):
    """A lever that does not fit its scenario; `lever` names it."""

    def __init__(self, lever: str, message: str) -> None:
        self.lever = lever
        super().__init__(message)


def apply_levers(base: Scenario, levers: Levers) -> Scenario:
    """The base scenario with every lever applied.

    Raises
    ------
    LeverError
        If a lever names an unknown queue or target, or its value cannot be read.
    """
    queues = {queue.name: queue for queue in base.queues}
    for lever, change in (("volume", _volume), ("aht", _aht), ("containment", _containment)):
        setting = getattr(levers, lever)
        if setting is None:
            continue
        by_queue = setting if isinstance(setting, dict) else dict.fromkeys(queues, setting)
        for name, value in by_queue.items():
            if name not in queues:
                raise LeverError(lever, f"no queue '{name}'; there are {', '.join(queues)}")
            try:
                queues[name] = queues[name].model_copy(update=change(queues[name], value))
            except ValueError as error:
                raise LeverError(lever, str(error)) from None
    update: dict[str, Any] = {"queues": tuple(queues.values())}
    if levers.shrinkage is not None:
        try:
            shrinkage = _shrinkage(base.staffing.shrinkage, levers.shrinkage)
        except ValueError as error:
            raise LeverError("shrinkage", str(error)) from None
        update["staffing"] = base.staffing.model_copy(update={"shrinkage": shrinkage})
    if levers.target is not None:
        update["targets"] = _retargeted(base, levers.target)
    return base.model_copy(update=update)


def _shrinkage(now: Shrinkage, setting: str | float) -> Shrinkage:
    text = str(setting).strip()
    if text[:1] in "+-":
        amount, _ = _change(text, ("point", "points"), "+2 points")
        return now.raised(amount / 100)
    return Shrinkage.constant(_absolute_share(setting))


def _retargeted(base: Scenario, setting: Setting) -> tuple[Any, ...]:
    levels = [t for t in base.targets if t.measure is Measure.SERVICE_LEVEL]
    if isinstance(setting, dict):
        known = {t.name for t in levels} | {t.queue for t in levels if t.queue}
        if unknown := sorted(set(setting) - known):
            raise LeverError(
                "target", f"no service level '{unknown[0]}'; there are {sorted(known)}"
            )
    targets = []
    for target in base.targets:
        goal = (
            setting.get(target.name, setting.get(target.queue or ""))
            if isinstance(setting, dict)
            else setting
        )
        if target in levels and goal is not None:
            try:
                target = target.model_copy(update={"goal": _absolute_share(goal)})
            except ValueError as error:
                raise LeverError("target", str(error)) from None
        targets.append(target)
    return tuple(targets)


def _change(text: str | float, units: tuple[str, ...], example: str) -> tuple[float, str]:
    """Signed amount and unit of a relative change such as ``+15 %``."""
    match = _CHANGE.fullmatch(str(text).strip())
    if match is None or (match[3] or "") not in units:
        raise ValueError(
            f"'{text}' is not a change; write it with a sign and unit, such as {example}"
        )
    return float(match[1] + match[2]), match[3]


def _volume(queue: Queue, setting: str | float) -> dict[str, Any]:
    amount, _ = _change(setting, ("%",), "+15 %")
    if amount < -100:
        raise ValueError(f"volume {setting} leaves less than nothing")
    scale = queue.demand.volume_scale * (1 + amount / 100)
    return _changed(queue, setting, {"volume_scale": scale})


def _aht(queue: Queue, setting: str | float) -> dict[str, Any]:
    amount, unit = _change(setting, ("%", "s", "min"), "-20 s or +5 %")
    if unit == "%":
        if amount <= -100:
            raise ValueError(f"aht {setting} leaves no handle time")
        factor = 1 + amount / 100
        scaled = {
            "aht_scale": queue.demand.aht_scale * factor,
            "aht_add_s": queue.demand.aht_add_s * factor,
        }
        return _changed(queue, setting, scaled)
    added = queue.demand.aht_add_s + amount * (60 if unit == "min" else 1)
    return _changed(queue, setting, {"aht_add_s": added})


def _changed(queue: Queue, setting: str | float, update: dict[str, float]) -> dict[str, Any]:
    try:
        return {"demand": type(queue.demand).model_validate(queue.demand.model_dump() | update)}
    except ValidationError:
        raise ValueError(f"{setting} is beyond all bounds for queue '{queue.name}'") from None


def _containment(queue: Queue, setting: str | float) -> dict[str, Any]:  # noqa: ARG001
    return {"containment": _absolute_share(setting)}


def _absolute_share(setting: str | float) -> float:
    share = float(parse_share(setting))
    if not 0 <= share < 1:
        raise ValueError(f"{setting} is not a share from 0 to below 1")
    return share
