"""The public face: a dozen names, each the very thing the command line calls."""

import subprocess
import sys

import pytest

import wfm


@pytest.mark.parametrize("name", wfm.__all__)
def test_every_name_is_there_and_documented(name):
    assert getattr(wfm, name).__doc__


@pytest.mark.parametrize("verb", ["forecast", "staff", "schedule", "simulate", "plan", "compare"])
def test_a_verb_can_be_called_before_and_after_its_package_is_imported(verb):
    with pytest.raises(TypeError, match="argument"):
        getattr(wfm, verb)()
    __import__(f"wfm.{verb}")
    with pytest.raises(TypeError, match="argument"):
        getattr(wfm, verb)()


def test_importing_wfm_loads_nothing_heavy():
    code = "import sys, wfm; print({'numpy', 'pandas', 'pydantic', 'numba'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'forcast'"):
        _ = wfm.forcast
