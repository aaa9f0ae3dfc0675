# Needs Python 3.11 or newer, make and the network; everything else is installed into .venv.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin
SCENARIO ?= scenarios/retail-bank

.PHONY: help setup plan test check docs bench clean

help:
	@echo "make plan    plan $(SCENARIO): forecast, staff, schedule, simulate, report"
	@echo "make test    run the tests"
	@echo "make check   format, lint and types"
	@echo "make docs    build the documentation into site/"
	@echo "make bench   run the benchmarks"
	@echo "make setup   prepare .venv only"
	@echo "make clean   remove .venv, caches and built pages"

.venv/.ready: requirements.lock pyproject.toml scripts/warm_up.py
	@echo "== preparing .venv with the pinned packages of requirements.lock (some minutes)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "wfm needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@echo "== compiling, once"
	@$(BIN)/python -m compileall -q wfm
	@$(BIN)/python scripts/warm_up.py
	@touch $@

setup: .venv/.ready

plan: setup
	@echo "== planning $(SCENARIO)"
	@$(BIN)/wfm plan $(SCENARIO)

test: setup
	@echo "== running the tests"
	@$(BIN)/pytest

check: setup
	@echo "== format, lint, types"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

docs: setup
	@echo "== building the documentation into site/"
	@$(BIN)/python docs/build.py
	@$(BIN)/mkdocs build --strict --quiet

bench: setup
	@echo "== running the benchmarks"
	@for script in plan erlang simulate forecast; do \
		echo "-- benchmarks/$$script.py"; $(BIN)/python benchmarks/$$script.py || exit 1; done

clean:
	rm -rf .venv site .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
