# Every command a contributor needs; `make` alone lists them.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TODAY ?= 2026-11-22
SIZES ?= 100 1000
GENERATORS ?= Afterview Hugo Eleventy Pelican
RUNS ?=

.DEFAULT_GOAL := help
.PHONY: help build watch test check docs format clean screenshots bench

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Afterview needs Python 3.11 or newer: make PYTHON=python3.x"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test
	@touch $@

$(VENV)/checked: $(VENV)/tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group check
	@touch $@

$(VENV)/benched: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	@touch $@

build: $(VENV)/installed ## set up if needed, and render the sample journal to site/
	$(BIN)/afterview build --today $(TODAY)

watch: $(VENV)/installed ## set up if needed, show the sample journal and follow every save
	$(BIN)/afterview watch --today $(TODAY)

test: $(VENV)/tested ## set up if needed, and run all tests
	$(BIN)/python -m pytest -n 2

check: $(VENV)/checked ## format, lint, types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

docs: $(VENV)/tested ## write the tables of the docs from the code
	$(BIN)/python docs/tables.py

format: $(VENV)/checked ## format the code
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

screenshots: $(VENV)/tested ## take the README's screenshots of the sample journal
	$(BIN)/python docs/screenshots.py

bench: $(VENV)/benched ## measure beside other generators; SIZES="100 1000 10000" for more
	$(BIN)/python -m bench --write --sizes "$(SIZES)" --generators "$(GENERATORS)" $(if $(RUNS),--runs $(RUNS))

clean: ## remove what these commands made
	rm -rf $(VENV) site public dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache/bench
