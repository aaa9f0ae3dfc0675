"""The pages on queues and model files: their examples are read, their tables are up to date."""

import importlib.util
import re

import pytest
import yaml

from tests.center.builders import plain
from tests.docs.test_docs import DOCS, blocks
from wfm.center.behaviour import Behaviour
from wfm.center.documents import read_yaml
from wfm.center.scenario import Scenario
from wfm.simulate.model_file import read_model, simulate_free
from wfm.simulate.model_schema import ModelFile

CHANNELS = DOCS / "how-to" / "channels.md"
MODEL_FILE = DOCS / "reference" / "model-file.md"


@pytest.mark.parametrize("snippet", range(len(blocks(CHANNELS, "yaml"))))
def test_every_example_of_a_queue_is_read(snippet, tmp_path):
    """Sections of a scenario; agents and targets for what is named are added."""
    file = tmp_path / "snippet.yaml"
    file.write_text(blocks(CHANNELS, "yaml")[snippet])
    given = read_yaml(file).data
    agents = given.get("agents", [])
    queues = given.get("queues", [])
    needed = {q["name"] for q in queues} | {
        skill.strip() for a in agents for skill in a["skills"].split(";")
    }
    for name in sorted(needed | _named(queues)):
        if name not in [q["name"] for q in queues]:
            queues.append({"name": name, "open": "08:00-18:00"})
    queues = queues or plain()["queues"]
    names = [q["name"] for q in queues]
    everybody = {"id": "everybody", "contract": "full", "skills": names}
    target = {"name": "t", "measure": "abandonment", "goal": 0.1}
    scenario = Scenario.model_validate(
        plain(queues=queues, agents=[*agents, everybody], targets=[target])
        | {k: v for k, v in given.items() if k not in ("queues", "agents")}
    )
    assert len(scenario.queues) == len(queues)


def _named(queues):
    """Other queues that queues name."""
    text = yaml.safe_dump(queues)
    return set(re.findall(r"(?:to|agents_of): ([\w-]+)", text))


def test_every_field_of_a_queues_behaviour_is_told():
    page = CHANNELS.read_text()
    assert [f for f in Behaviour.model_fields if f not in page] == []


def test_the_example_of_a_model_file_is_simulated(tmp_path):
    for number, text in enumerate(blocks(MODEL_FILE, "yaml")):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text)
        assert simulate_free(read_model(file), replications=2).tallies.answered.sum() > 0


def test_every_field_of_a_model_file_is_told():
    page = MODEL_FILE.read_text()
    assert [f for f in ModelFile.model_fields if f"| `{f}` |" not in page] == []


def test_the_page_of_model_files_is_up_to_date():
    spec = importlib.util.spec_from_file_location("build", DOCS / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert build.model_page() == MODEL_FILE.read_text(), "run 'make docs' and commit model-file.md"
