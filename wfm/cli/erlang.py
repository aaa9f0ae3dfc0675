"""The command ``wfm erlang``: the daily questions that a closed form answers."""

from typing import Annotated, Any, Literal

import typer

from wfm.cli.show import JsonOption, print_json, print_table

TABLE_REACH = 5


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(erlang)


def erlang(
    erlangs: Annotated[
        float, typer.Option(min=0, max=1e6, help="Offered load: contacts an hour x AHT.")
    ],
    aht: Annotated[float, typer.Option(min=0.001, help="Average handle time, seconds.")],
    model: Annotated[
        Literal["a", "c"], typer.Option(help="Erlang A (callers abandon) or C (they wait).")
    ] = "a",
    agents: Annotated[
        float | None, typer.Option(min=0, max=1e6, help="Agents: what service do they give?")
    ] = None,
    target: Annotated[
        float | None, typer.Option(help="Service level to reach: how many agents does it take?")
    ] = None,
    formula: Annotated[str, typer.Option(help="Formula of the target.")] = "offered",
    patience: Annotated[
        float | None, typer.Option(min=0, help="Mean patience, seconds; needed for model a.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0, help="Answered within, seconds.")] = 20.0,
    as_json: JsonOption = False,
) -> None:
    """What service do N agents give, or how many does a target take: Erlang A or C, exact."""
    from wfm.center.errors import UsageError
    from wfm.simulate import erlang as closed_form

    if (agents is None) == (target is None):
        raise UsageError("give either --agents or --target")
    if model == "a" and patience is None:
        raise UsageError("Erlang A needs --patience, the mean in seconds; or use --model c")
    if target is not None:
        needed = closed_form.agents_needed(
            erlangs,
            aht,
            goal=target,
            threshold_s=threshold,
            formula=formula,
            model=model,
            patience_s=patience,
        )
        agents = float(needed)
    assert agents is not None
    reach = range(-TABLE_REACH, TABLE_REACH + 1)
    counts = [agents + step for step in reach if agents + step >= 0]
    found = closed_form.measures(model, erlangs, counts, aht, patience, threshold)
    columns: dict[str, Any] = {
        "agents": counts,
        "p_wait": found.p_wait,
        "p_abandon": found.p_abandon,
        "mean_wait_s": found.mean_wait_s,
        "asa_s": found.asa_s,
        "mean_queue_length": found.mean_queue_length,
        "occupancy": found.occupancy,
    }
    columns |= {name.value: level for name, level in found.service_levels.items()}
    row = counts.index(agents)
    if as_json:
        values = {name: column[row] for name, column in columns.items()}
        levels = {name.value: values.pop(name.value) for name in found.service_levels}
        given = {"model": model, "erlangs": erlangs, "aht_s": aht, "threshold_s": threshold}
        values["agents"] = _plain(agents)
        print_json(given | {"patience_s": patience} | values | {"service_level": levels})
        return
    rows: list[list[Any]] = [
        [_plain(column[i]) for column in columns.values()] for i in range(len(counts))
    ]
    rows[row].append("<")
    for other in rows:
        other.extend([""] * (len(columns) + 1 - len(other)))
    print_table([*columns, ""], rows)
    print(f"Service levels within {threshold:g} s, by formula: the last five columns.")


def _plain(value: Any) -> float | int:
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e9 else round(number, 4)
