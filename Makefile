# Every command a contributor needs; `make` alone lists them.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TODAY ?= 2026-11-22
SIZES ?= 100 300 1000
GENERATORS ?= Afterview Hugo Eleventy MkDocs Pelican Zensical
RUNS ?=
MINUTES ?= 10
LOWEST := .cache/lowest
NEWEST := .cache/newest
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# The versions that a lock names, and files with the hashes that it names: nothing else gets in.
LOCKED := install --require-hashes --requirement
UPGRADE ?= --upgrade
COMPILE = $(BIN)/uv pip compile --universal --generate-hashes --quiet --no-annotate --custom-compile-command "make lock"
# What uses every library, and is over soon.
FAST := $(addprefix tests/test_,build.py calendar.py cli.py dialect.py hostile.py::test_bombs_are_refused library_internals.py markup.py pages.py reading.py search.py settings.py)

.DEFAULT_GOAL := help
.PHONY: help build wheel watch test check docs format clean screenshots bench lowest newest lock audit fuzz

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Made anew when a lock has changed, so that what it no longer names is gone too. The pip that comes
# with Python installs the locked one first, which installs the rest.
$(VENV)/locked: requirements.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Afterview needs Python 3.11 or newer: make PYTHON=python3.x"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	sed -n '/^pip==/,/[^\]$$/p' requirements.lock > $(VENV)/pip.lock
	$(PIP) $(LOCKED) $(VENV)/pip.lock
	$(PIP) --quiet uninstall --yes setuptools # which comes with Python 3.11
	$(PIP) $(LOCKED) requirements.lock
	@touch $@

$(VENV)/installed: pyproject.toml $(VENV)/locked
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	$(PIP) $(LOCKED) requirements-dev.lock
	@touch $@

# The HTML checker for the tests, where there is an npm to install it.
node_modules/.package-lock.json: package-lock.json
	@if command -v npm > /dev/null; then npm ci --ignore-scripts --silent && touch $@; \
	else echo "npm is not installed: no page is checked as HTML"; fi

build: $(VENV)/installed ## set up if needed, and render the sample journal to site/
	$(BIN)/afterview build --today $(TODAY)

wheel: $(VENV)/installed ## make the wheel to install from, in dist/
	rm -rf dist
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

watch: $(VENV)/installed ## set up if needed, show the sample journal and follow every save
	$(BIN)/afterview watch --today $(TODAY)

test: $(VENV)/developing node_modules/.package-lock.json ## set up if needed, and run all tests
	$(BIN)/python -m pytest -n 2

check: $(VENV)/developing ## format, lint, types, architecture
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/developing ## write the tables of the docs and the manual pages from the code
	$(BIN)/python docs/tables.py
	$(BIN)/python docs/manpages.py

format: $(VENV)/developing ## format the code
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

screenshots: $(VENV)/developing ## picture the sample for the README, and all its pages in .cache/pages/
	$(BIN)/python docs/screenshots.py

bench: $(VENV)/developing ## measure beside other generators; SIZES="100 1000 10000" for more
	$(BIN)/python -m bench --write --sizes "$(SIZES)" --generators "$(GENERATORS)" $(if $(RUNS),--runs $(RUNS))

lowest: $(VENV)/installed ## run a part of the tests with the lowest versions that pyproject.toml allows
	$(BIN)/python -m venv --clear --without-pip $(LOWEST)
	$(PIP) --python $(LOWEST)/bin/python $(LOCKED) requirements-lowest.lock
	$(PIP) --python $(LOWEST)/bin/python install --no-deps --no-build-isolation .
	$(LOWEST)/bin/python -m pytest -n 2 -p no:cacheprovider $(FAST)

newest: $(VENV)/developing ## run them with the newest that it allows, and say what is newer than the locks
	$(BIN)/python -m venv --clear --without-pip $(NEWEST)
	$(PIP) --python $(NEWEST)/bin/python install --group test .
	$(BIN)/python tests/newest.py $(NEWEST)
	$(NEWEST)/bin/python -m pytest -n 2 -p no:cacheprovider $(FAST)

lock: $(VENV)/developing ## write the locks with the newest versions; UPGRADE= to keep those that they have
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev --output-file requirements-dev.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --group build --constraint requirements-dev.lock --output-file requirements.lock
	$(COMPILE) --upgrade pyproject.toml --group test --resolution lowest-direct --output-file requirements-lowest.lock
	for name in requirements requirements-zensical; do \
		$(COMPILE) $(UPGRADE) bench/$$name.in --python-version 3.11 --output-file bench/$$name.lock; \
	done
	npm install --silent --package-lock-only --omit-lockfile-registry-resolved
	npm install --silent --package-lock-only --omit-lockfile-registry-resolved --prefix bench

audit: $(VENV)/developing ## look each locked version up among the known vulnerabilities
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements-dev.lock

fuzz: $(VENV)/developing ## look for texts that raise, hang or do harm; MINUTES=60 for longer
	@mkdir -p .cache/fuzz
	$(BIN)/python tests/fuzz/fuzz.py -max_total_time=$$(($(MINUTES) * 60)) -len_control=0 -max_len=4096 -timeout=10 \
		-artifact_prefix=.cache/fuzz/found- .cache/fuzz tests/fuzz/corpus

clean: ## remove what these commands made
	rm -rf $(VENV) site public dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache
