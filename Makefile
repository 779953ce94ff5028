# Two commands are enough: `make demo` runs the product, `make test` proves it.
# Both do their own set-up and need only Python 3.11 or later. A second run starts at once.

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
RUN := $(BIN)/safeconduct
PORT ?= 8000
TESTS ?= tests

ifdef UV
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r
else
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r
endif

# Most of a journey is waiting for a page, so two halves of them take little longer than one.
half = $(shell ls tests/journeys/test_*.py | awk 'NR % 2 == ("$(1)" == "odd")')

.DEFAULT_GOAL := help
.PHONY: help demo test check unit unit-postgresql journeys journeys-odd journeys-even screens bench messages format chromium pins clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 \t/p' Makefile | expand -t 26

demo: export SAFECONDUCT_DEMO := true
demo: export SAFECONDUCT_LOG_FORMAT := text
demo: .venv/ready-base ## run the product with an invented mission in it, from SQLite under var/
	@$(RUN) messages compile
	@$(RUN) migrate
	@$(RUN) demo build --port $(PORT)
	@$(RUN) serve --port $(PORT)

test: check ## everything: checks, both databases beside each other, browser journeys
	@$(MAKE) --jobs=2 --output-sync=line unit unit-postgresql
	@$(MAKE) journeys

check: .venv/ready-dev ## style, types, import contracts, templates, security, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/safeconduct tools
	$(BIN)/lint-imports
	$(BIN)/djlint src --check --lint
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src tools
	$(RUN) messages check

unit: .venv/ready-dev messages ## tests on SQLite
	$(BIN)/python -m pytest $(TESTS) --ignore=tests/journeys

unit-postgresql: .venv/ready-dev messages ## the same tests on PostgreSQL, started for this run only
	XDG_RUNTIME_DIR=$${XDG_RUNTIME_DIR:-/tmp} $(BIN)/python tools/with_postgresql.py $(BIN)/python -m pytest $(TESTS) --ignore=tests/journeys

journeys: .venv/ready-dev messages chromium ## a person's way through the running product, in two halves beside each other
	@$(MAKE) --jobs=2 --output-sync=line journeys-odd journeys-even

journeys-odd journeys-even:
	$(BIN)/python -m pytest $(call half,$(@:journeys-%=%))

screens: .venv/ready-dev messages chromium ## photograph every page into docs/screens/
	$(BIN)/python -m tools.screens

bench: .venv/ready-dev ## measure this machine, as tables for docs/benchmarks.md
	$(RUN) bench all

format: .venv/ready-dev ## bring code and templates into the one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint src --reformat --quiet

messages:
	@$(RUN) messages compile

chromium:
	@tools/ensure-chromium

pins: ## resolve the pinned requirements again, for maintainers who have uv
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --output-file requirements/base.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra s3 --group dev --output-file requirements/dev.txt

clean: ## remove what these commands made, but never var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and was not found." >&2; exit 2; }
	$(if $(UV),$(PYTHON) -m venv --without-pip .venv,tools/make-venv $(PYTHON))

.venv/ready-base: requirements/base.txt tools/link.py | .venv/bin/python
	$(INSTALL) requirements/base.txt
	@$(BIN)/python tools/link.py
	@touch $@

.venv/ready-dev: requirements/dev.txt tools/link.py | .venv/bin/python
	$(INSTALL) requirements/dev.txt
	@$(BIN)/python tools/link.py
	@touch $@ .venv/ready-base
