# The two commands are `make demo` and `make test`; `make setup` is part of both.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/ready
SERVER = $(wildcard /usr/lib/postgresql/*/bin/postgres) $(shell command -v postgres 2>/dev/null)
UV := .venv/lock/bin/uv
COUNTERPARTS := .venv/counterparts/ready

export RUNTIME__DLTHUB_TELEMETRY := false
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DAGSTER_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := 1

# What `make test` runs three of at a time: what fails soonest, then the longest first.
LANES := test-types test-sql test-ways test-inward test-real test-models test-flips test-others

# Of the ways, what needs no dbt in its own process: another lane takes it.
APART := $(addprefix tests/orchestration/,test_dagster_real.py service registry queue alerts trace)

.PHONY: setup demo dev test $(LANES) format lock postgres chromium npm counterparts bench-land bench-build bench-flip bench-trace bench-race bench-queue bench-service bench-sync bench-webhook bench-dashboard soak clean
.DEFAULT_GOAL := demo

setup: $(READY)

$(READY): requirements.txt pyproject.toml
	@echo "syncline: setting up .venv (once, about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@$(BIN)/syncline demo

dev: setup
	@$(BIN)/syncline dev

test: export DBT_TARGET_PATH := .syncline/dbt/target
test: export DBT_LOG_PATH := .syncline/dbt/logs
test:
	@$(MAKE) --no-print-directory --jobs=2 setup counterparts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(MAKE) --no-print-directory --jobs=3 $(LANES)

test-models:
	$(BIN)/dbt --quiet --warn-error --show-all-deprecations parse --no-partial-parse
	$(BIN)/python -m pytest tests/transform --ignore-glob='*/test_flip_*' --durations=5

test-inward:
	@mkdir -p .syncline
	$(BIN)/python -W "ignore:Unable to activate" -m slipcover --branch --source extract,push --json --out .syncline/coverage.json -m pytest tests/extract tests/push
	$(BIN)/python -m tests.coverage_floor .syncline/coverage.json

test-ways:
	$(BIN)/python -m pytest tests/orchestration $(addprefix --ignore=,$(APART)) --durations=5

test-flips:
	$(BIN)/python -m pytest tests/transform/test_flip_*.py --durations=5

test-real:
	$(BIN)/python -m pytest tests/benchmarks $(APART) --durations=5

test-others:
	$(BIN)/python -m pytest tests/sandbox tests/layout tests/dashboard tests/test_harness.py --durations=5

test-sql:
	$(BIN)/python -m tests.lint_sql dbt_project

test-types:
	$(BIN)/mypy

# apt-get does one thing at a time, hence each after the other; pip is at work meanwhile.
postgres:
	@$(if $(or $(SYNCLINE_TEST_POSTGRES_URL),$(strip $(SERVER)),$(filter-out 0,$(shell id -u))),:,apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends postgresql || true)

chromium: | postgres
	@$(if $(or $(shell command -v chromium),$(filter-out 0,$(shell id -u))),:,apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium || true)

# The servers that others wrote for Node.js, which tests run beside ours.
counterparts: $(COUNTERPARTS)

npm: | chromium
	@$(if $(or $(shell command -v npm),$(filter-out 0,$(shell id -u))),:,apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends npm || true)

$(COUNTERPARTS): tests/counterparts/package-lock.json | npm
	@mkdir -p $(@D) && cp tests/counterparts/*.json $(@D)/
	@npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

format: setup
	$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/sqlfluff fix dbt_project

lock:
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	$(UV) pip compile --quiet --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras pyproject.toml -o requirements.txt

bench-land: setup postgres
	$(BIN)/python -m benchmarks.land

bench-build: setup postgres
	$(BIN)/python -m benchmarks.build

bench-flip: setup postgres
	$(BIN)/python -m benchmarks.flip

bench-trace: setup postgres
	$(BIN)/python -m benchmarks.trace

bench-race: setup postgres
	$(BIN)/python -m benchmarks.race

bench-queue: setup postgres
	$(BIN)/python -m benchmarks.queue

bench-service: setup postgres
	$(BIN)/python -m benchmarks.service

bench-sync: setup postgres
	$(BIN)/python -m benchmarks.sync

bench-webhook: setup postgres
	$(BIN)/python -m benchmarks.webhook

bench-dashboard: setup postgres
	$(BIN)/python -m benchmarks.dashboard

soak: setup postgres
	$(BIN)/python -m pytest -m "not soak" -k "kill or fault or property" --repeat 20 --hypothesis-profile soak
	$(BIN)/python -m pytest --soak tests/transform/test_flip_*.py tests/push/battery/test_dying.py tests/orchestration/test_synced_killed_soak.py

clean:
	rm -rf .venv build target logs *.egg-info .*_cache
