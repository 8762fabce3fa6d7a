# Every command a contributor needs; `make` alone lists them.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TODAY ?= 2026-11-22
SIZES ?= 100 1000
GENERATORS ?= Afterview Hugo Eleventy Pelican
RUNS ?=
MINUTES ?= 10
LOWEST := .cache/lowest
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --upgrade --quiet --no-annotate --custom-compile-command "make lock"
# What uses every library, and is over soon.
FAST := $(addprefix tests/test_,build.py calendar.py cli.py dialect.py markup.py pages.py reading.py search.py settings.py)

.DEFAULT_GOAL := help
.PHONY: help build watch test check docs format clean screenshots bench lowest lock audit fuzz

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Afterview needs Python 3.11 or newer: make PYTHON=python3.x"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(PIP) install --group test
	@touch $@

$(VENV)/checked: $(VENV)/tested
	$(PIP) install --group check
	@touch $@

$(VENV)/benched: $(VENV)/installed
	$(PIP) install --group bench
	@touch $@

$(VENV)/supplied: $(VENV)/installed
	$(PIP) install --group supply
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

lowest: $(BIN)/python ## run a part of the tests with the lowest versions that pyproject.toml allows
	$(BIN)/python -m venv --clear --without-pip $(LOWEST)
	$(PIP) --python $(LOWEST)/bin/python install --constraint requirements-lowest.txt --group test
	$(PIP) --python $(LOWEST)/bin/python install --constraint requirements-lowest.txt --no-build-isolation .
	$(LOWEST)/bin/python -m pytest -n 2 -p no:cacheprovider $(FAST)

lock: $(VENV)/supplied ## write the requirements-*: all that is used here, and the lowest versions that will do
	$(COMPILE) --group test --group check --group bench --generate-hashes --output-file requirements-dev.lock
	$(COMPILE) --group test --resolution lowest-direct --output-file requirements-lowest.txt

audit: $(VENV)/supplied ## look each locked version up among the known vulnerabilities
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements-dev.lock

fuzz: $(VENV)/installed ## look for texts that raise, hang or do harm; MINUTES=60 for longer
	$(PIP) install --group fuzz
	@mkdir -p .cache/fuzz
	$(BIN)/python tests/fuzz/fuzz.py -max_total_time=$$(($(MINUTES) * 60)) -len_control=0 -max_len=4096 -timeout=10 \
		-artifact_prefix=.cache/fuzz/found- .cache/fuzz tests/fuzz/corpus

clean: ## remove what these commands made
	rm -rf $(VENV) site public dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache
