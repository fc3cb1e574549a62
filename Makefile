# Two commands for a newcomer: `make run` and `make test`. The rest is for who changes the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
JOBS ?= auto
ON_TWO_HOSTS := -n 2 --dist load --maxschedchunk 1 --durations 20

.PHONY: run dist test test-search test-faults test-faults-all check format test-xen test-xen-all bench screenshot clean
.DEFAULT_GOAL := run

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(DEV_STAMP): pyproject.toml shipping/requirements.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group dev
	PYTHONPATH=.:widgets:driver $(BIN)/python -m shipping --fetch
	@touch $@

run: $(STAMP)  ## the console: local Xen if there is one, the simulator otherwise
	@$(BIN)/python -m xentui $(ARGS)

dist: $(DEV_STAMP)  ## for any dom0: dist/xentui.pyz, one file; the wheel; the Debian package, which needs debhelper and dh-python
	PYTHONPATH=.:widgets:driver $(BIN)/python -m shipping $(ARGS)

test: $(DEV_STAMP)  ## what needs neither root nor Xen, in a quarter of an hour
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-search: $(DEV_STAMP)  ## the property tests on examples that differ at each run; `make test` takes the same each time
	for round in 1 2 3; do $(BIN)/python -m pytest -n $(JOBS) --dist worksteal --hypothesis-profile search \
	    -m "hypothesis and not faults and not lab" tests || exit; done

test-faults: $(DEV_STAMP)  ## consoles killed at every step, bursts of keys, the audit of hundreds of operations
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "faults and not faults_long" tests

test-faults-all: $(DEV_STAMP)  ## that and all else of it: each kind killed in each way, 10,000 bursts, 2,000 operations
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m faults tests

check: $(DEV_STAMP)  ## format, lint, import contracts, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=.:widgets:driver $(BIN)/lint-imports
	$(BIN)/mypy

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test-xen: $(DEV_STAMP)  ## the same contract on real Xen under QEMU; needs root, see tests/lab/README.md
	$(BIN)/python -m pytest -m "lab and not lab_long" $(ON_TWO_HOSTS) tests

test-xen-all: $(DEV_STAMP)  ## that and all else on real Xen: 4.20 beside 4.17, HVM; two hours, and a table at the end
	$(BIN)/python -m pytest -m lab $(ON_TWO_HOSTS) tests

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

screenshot: $(DEV_STAMP)  ## the pictures of the README, docs/*.svg, from the program itself
	$(BIN)/python -m benchmarks.screenshot

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
