"""The floors of the house: imports run down, never up, never in a circle."""

import ast

import pytest

from tests.reference import REPOSITORY

FLOORS = {
    "streams": 0, "verbs": 0, "machine_code": 0, "center": 0,
    "history": 1, "forecast": 1, "simulate": 1, "execute": 1,
    "staff": 2, "schedule": 3, "plan": 4, "compare": 4, "report": 5, "cli": 6,
}  # fmt: skip
NEIGHBOURS = {("compare", "plan")}
MODULES = sorted((REPOSITORY / "wfm").rglob("*.py"))


def imported_rooms(path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {parts[1] for name in names if (parts := name.split("."))[0] == "wfm" and parts[1:]}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_imports_run_down_the_floors(path):
    room = path.relative_to(REPOSITORY / "wfm").parts[0].removesuffix(".py")
    if room == "__init__":
        return
    for other in imported_rooms(path):
        assert other == room or FLOORS[other] < FLOORS[room] or (room, other) in NEIGHBOURS, (
            f"{path.name} of {room} imports {other}"
        )


def test_no_module_imports_itself_in_a_circle():
    graph = {}
    for path in MODULES:
        name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        tree = ast.parse(path.read_text())
        graph[name] = {
            module
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module
            for module in (node.module, *(f"{node.module}.{a.name}" for a in node.names))
        }
    graph = {name: {m for m in found if m in graph} - {name} for name, found in graph.items()}

    def circle_from(name: str, path: tuple[str, ...], done: set[str]) -> tuple[str, ...] | None:
        if name in path:
            return (*path[path.index(name) :], name)
        if name in done:
            return None
        done.add(name)
        for other in sorted(graph[name]):
            if found := circle_from(other, (*path, name), done):
                return found
        return None

    done: set[str] = set()
    for name in graph:
        circle = circle_from(name, (), done)
        assert circle is None, " -> ".join(circle or ())
