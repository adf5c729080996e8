# Switchboard. `make` alone says what there is; Python 3.11 to 3.14 and make are all it needs.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run operator test test-python test-frontend lint lock chaos services live mutants bench bench-frontend venv venv-dev

# The first Python that runs (a version manager's shims may not), is new enough and can make environments.
PYTHON := $(shell for python in python3.13 python3.12 python3.11 python3.14 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	2>/dev/null && { command -v $$python; break; }; done)
NO_PYTHON = Switchboard needs Python 3.11 to 3.14 with its venv module (on Debian: apt install python3-venv).

# Node and npm come as Python packages and lie in the same folder.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Dozens of processes import the product in `make test`: without byte code each compiles it anew.
unexport PYTHONDONTWRITEBYTECODE
# `make lock`: one lock for all the Pythons and platforms that the README names.
LOCKER = uv==0.13.9
LOCKED = requirements requirements-dev
LOCKING = --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"
SERVICES = python -m config.local.services --

help: ## Say what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: venv ## Start the product on http://localhost:8000 (PORT and SWITCHBOARD_HOME are settings); Ctrl-C stops it
	@python -m config.local

operator: venv ## Make somebody an operator, who may open /admin/ (EMAIL=you@example.com; asked for if missing)
	@python -m config.local.operator

test: lint test-frontend test-python ## Check everything: lint, front end, Python tests on real servers, browser

# With arguments that do not name tests/browser: one process, no browser tests, and no browser or front end to build.
NARROWED = $(if $(strip $(PYTEST_ARGS)),$(if $(findstring tests/browser,$(PYTEST_ARGS)),,yes))

test-python: venv-dev ## Only the Python and browser tests (PYTEST_ARGS="-k name", or a path, narrows them)
ifeq ($(NARROWED),yes)
	$(SERVICES) python -m pytest --ignore=tests/browser $(PYTEST_ARGS)
else
	@python -m tests.browser.chromium
	@python -m config.local.frontend
	$(SERVICES) python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)
endif

test-frontend: venv-dev ## Only the front end: build, lint, types, API schema, unit tests, size budget
	python -m config.local.frontend
	cd frontend && npm run lint && npm run typecheck && npm run schema:check && npm run test && npm run size

lint: venv-dev ## Style, types, import directions, docker-compose.yml, migrations, API schema
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(SERVICES) sh -c 'python manage.py makemigrations --check --dry-run && \
		python manage.py spectacular --validate --fail-on-warn --file /dev/null'

lock: ## Write requirements*.lock, hashes included, after a change of requirements*.txt
	@tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && $(PYTHON) -m venv "$$tool" && \
		"$$tool/bin/pip" --disable-pip-version-check install --quiet "$(LOCKER)" && for name in $(LOCKED); do \
		"$$tool/bin/uv" pip compile $(LOCKING) "$$name.txt" --output-file "$$name.lock" || exit 1; done

services: venv-dev ## Prove the built-in services on peers that others wrote: a line for each (PYTEST_ARGS narrows)
	@$(SERVICES) python -m tests.services $(PYTEST_ARGS)

live: venv-dev ## Ask the real services, reads only, with tokens from the environment (LIVE_LINEAR_TOKEN=… and the like)
	@DJANGO_SETTINGS_MODULE=config.settings.test $(SERVICES) python -c "import django; django.setup(); from tests.services.live import main; main()"

chaos: venv-dev ## The long forms of tests: losses at each event of a turn, the campaign of mutants on itself
	@$(SERVICES) python -m pytest -m campaign --ignore=tests/browser $(PYTEST_ARGS)

mutants: venv-dev ## Change every rule in every small way: a test must turn red (MUTANTS_ARGS="--module PATH" narrows)
	@$(SERVICES) python -m tests.mutants $(MUTANTS_ARGS)

bench: venv-dev ## Measure the engine beside a bare loop (BASE=commit: beside that build too); the last line is JSON
	python -m tests.benchmarks $(if $(BASE),--base $(BASE))

bench-frontend: venv-dev ## Measure the front end in a slowed Chromium (BASE=FOLDER: by turns with that checkout; BENCH_ARGS=--kinds: each kind of block too)
	python -m tests.benchmarks.frontend $(BASE) $(BENCH_ARGS)

venv:
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)"; exit 1; }
	@$(PYTHON) -I config/local/install.py

venv-dev:
	@test -n "$(PYTHON)" || { echo "$(NO_PYTHON)"; exit 1; }
	@$(PYTHON) -I config/local/install.py --dev
