# The two commands: make run, make test. Each does all its own set-up; run them again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test up down check format lock clean setup setup-dev

PYTHON ?= $(firstword $(foreach v,python3 python3.13 python3.12 python3.11,$(if $(shell $(v) -c 'import sys; print(int((3, 11) <= sys.version_info[:2] <= (3, 13)))' 2>/dev/null | grep -x 1),$(v),)))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/stamp-$(shell cat requirements.txt requirements-uv.txt pyproject.toml | cksum | cut -d' ' -f1)
STAMP_DEV := $(VENV)/stamp-dev-$(shell cat requirements.txt requirements-dev.txt pyproject.toml | cksum | cut -d' ' -f1)
export UV_CACHE_DIR ?= $(if $(HOME),$(HOME)/.cache/uv,$(CURDIR)/var/cache/uv)
export UV_LINK_MODE ?= copy
# Trust what the machine trusts, where it has certificates of its own.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt),true,false)
unexport PYTHONDONTWRITEBYTECODE

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: setup ## Set up, then the whole job on sample counties, from inbox to weekly summary
	@$(BIN)/zhiben run

test: setup-dev ## Set up, then the whole test suite on a real PostgreSQL and real Airflow runs
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

up: setup ## Start Airflow with its UI on http://localhost:8080
	@$(BIN)/zhiben up

down: ## Stop Airflow and the embedded PostgreSQL
	@if [ -x $(BIN)/zhiben ]; then $(BIN)/zhiben down; else echo "Nothing is set up, so nothing is running."; fi

check: setup-dev ## Lint, types, SQL style and the order of the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar include/sql
	@$(BIN)/lint-imports --no-cache

format: setup-dev ## Put code and SQL into form
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/sqlfluff fix --disable-progress-bar include/sql

lock: setup ## Resolve requirements*.in anew into hashed locks
	@for name in requirements requirements-spark requirements-dev requirements-uv; do \
	  $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header $$name.in -o $$name.txt; done

clean: down ## Remove what set-up and runs left here (var/ with its data stays)
	@rm -rf $(VENV) .mypy_cache .ruff_cache

setup: $(STAMP)

setup-dev: $(STAMP_DEV)

$(STAMP): requirements.txt requirements-uv.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "zhiben needs Python 3.11, 3.12 or 3.13; found $$(python3 --version 2>&1 || true)." >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then echo "$(PYTHON) has no venv module: install it (Debian: apt install python3-venv) and try again." >&2; exit 1; fi
	@echo "Setting up: virtual environment from the lock (a minute the first time) ..."
	@if [ ! -x $(BIN)/python ]; then $(PYTHON) -m venv $(VENV); fi
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q plugins dags
	@rm -f $(VENV)/stamp-[0-9]* && touch $@

$(STAMP_DEV): $(STAMP) requirements-dev.txt
	@echo "Setting up: test tools ..."
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-dev.txt
	@rm -f $(VENV)/stamp-dev-* && touch $@
