# The two commands: make run, make test. Each does all its own set-up; run them again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-bi test-spark up down bi bi-down docs check format lock clean setup setup-dev setup-bi

PYTHON ?= $(firstword $(foreach v,python3 python3.13 python3.12 python3.11,$(if $(shell $(v) -c 'import sys; print(int((3, 11) <= sys.version_info[:2] <= (3, 13)))' 2>/dev/null | grep -x 1),$(v),)))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/stamp-$(shell cat requirements.txt requirements-uv.txt pyproject.toml | cksum | cut -d' ' -f1)
STAMP_DEV := $(VENV)/stamp-dev-$(shell cat requirements.txt requirements-dev.txt pyproject.toml | cksum | cut -d' ' -f1)
# Superset has an environment of its own; what it is built on has no wheels for Python 3.13.
BI := .venv-bi
BI_PORT ?= 8088
# What only linking by Spark needs stands apart: Great Expectations imports pyspark where it finds it.
SPARK := $(CURDIR)/.venv-spark
BI_MB := 1500
SETUP_MB := 2000
UNFETCHED := { echo "The packages could not be fetched; why stands above. Set-up needs a network, or a mirror named in PIP_INDEX_URL and UV_DEFAULT_INDEX. Once it is done, zhiben needs none." >&2; exit 1; }
PYTHON_BI ?= $(firstword $(foreach v,$(PYTHON) python3.12 python3.11,$(if $(shell $(v) -c 'import sys; print(int((3, 11) <= sys.version_info[:2] <= (3, 12)))' 2>/dev/null | grep -x 1),$(v),)))
STAMP_BI := $(BI)/stamp-$(shell cat requirements-bi.txt | cksum | cut -d' ' -f1)
export UV_CACHE_DIR ?= $(if $(HOME),$(HOME)/.cache/uv,$(CURDIR)/var/cache/uv)
export UV_LINK_MODE ?= copy
# Trust what the machine trusts, where it has certificates of its own.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt),true,false)
unexport PYTHONDONTWRITEBYTECODE
# Python reads .pth files in the machine's locale, which may not spell the checkout's path.
RELATIVE := import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "_editable_impl_zhiben.pth").write_text("../../../../plugins\n")

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: setup ## Set up, then the whole job on sample counties, from inbox to weekly summary
	@$(BIN)/zhiben run

test: setup-dev ## Set up, then the whole test suite on a real PostgreSQL and real Airflow runs
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder

test-bi: setup-dev setup-bi ## Set Superset up on sample counties and look at every dashboard with a browser
	@$(BIN)/python -m pytest -m superset tests/dashboards

test-spark: setup-dev ## Hold linking by Spark to linking by DuckDB (needs a Java of version 17 or 21)
	@$(BIN)/uv pip install -q --python $(BIN)/python --target $(SPARK) --require-hashes -r requirements-spark.txt || $(UNFETCHED)
	@PYTHONPATH=$(SPARK) $(BIN)/python -m pytest tests/matching/test_spark.py

up: setup ## Start Airflow with its UI on http://localhost:8080
	@$(BIN)/zhiben up

down: ## Stop Airflow, the dashboards and the embedded PostgreSQL
	@if [ -x $(BIN)/zhiben ]; then $(BIN)/zhiben down; else echo "Nothing is set up, so nothing is running."; fi

bi: setup-bi ## Set up Apache Superset, import the dashboards, serve them on http://localhost:8088
	@$(BIN)/zhiben bi up --port $(BI_PORT)

bi-down: ## Stop serving the dashboards
	@if [ -x $(BIN)/zhiben ]; then $(BIN)/zhiben bi down; else echo "Nothing is set up, so nothing is running."; fi

docs: setup-dev ## Make one site of the guides and the reference under var/docs, every link looked up
	@$(BIN)/typer zhiben.cli utils docs --name zhiben --title "Commands" --output docs/commands.md > /dev/null
	@$(BIN)/sphinx-build -q -W --keep-going -c docs . var/docs
	@echo "The site: $(CURDIR)/var/docs/index.html"

check: setup-dev ## Lint, types, SQL style and the order of the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar include/sql include/bi
	@$(BIN)/lint-imports --no-cache

format: setup-dev ## Put code and SQL into form
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/sqlfluff fix --disable-progress-bar include/sql include/bi

lock: setup ## Resolve requirements*.in anew into hashed locks
	@for name in requirements requirements-spark requirements-dev requirements-uv requirements-bi; do \
	  $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header $$name.in -o $$name.txt; done

clean: down ## Remove what set-up and runs left here (var/ with its data stays)
	@rm -rf $(VENV) $(BI) $(SPARK) .mypy_cache .ruff_cache

setup: $(STAMP)

setup-dev: $(STAMP_DEV)

setup-bi: $(STAMP) $(STAMP_BI)

$(STAMP): requirements.txt requirements-uv.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "zhiben needs Python 3.11, 3.12 or 3.13; found $$(python3 --version 2>&1 || true)." >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then echo "$(PYTHON) has no venv module: install it (Debian: apt install python3-venv) and try again." >&2; exit 1; fi
	@if [ ! -x $(BIN)/uv ] && [ "$$(df -Pm . | awk 'NR == 2 {print $$4}')" -lt $(SETUP_MB) ]; then echo "Set-up needs $(SETUP_MB) MB, and the disk of $(CURDIR) has $$(df -Pm . | awk 'NR == 2 {print $$4}') MB free: make room and try again." >&2; exit 1; fi
	@echo "Setting up: virtual environment from the lock (a minute the first time) ..."
	@if [ ! -x $(BIN)/python ]; then $(PYTHON) -m venv $(VENV); fi
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt || $(UNFETCHED)
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.txt || $(UNFETCHED)
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c '$(RELATIVE)'
	@$(BIN)/python -m compileall -q plugins dags
	@rm -f $(VENV)/stamp-[0-9]* && touch $@

$(STAMP_DEV): $(STAMP) requirements-dev.txt
	@echo "Setting up: test tools ..."
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-dev.txt || $(UNFETCHED)
	@rm -f $(VENV)/stamp-dev-* && touch $@

$(STAMP_BI): requirements-bi.txt | $(STAMP)
	@if [ -z "$(PYTHON_BI)" ]; then echo "Superset needs Python 3.11 or 3.12; found $$($(PYTHON) --version 2>&1). Install one of them beside it, or name it: make bi PYTHON_BI=python3.12" >&2; exit 1; fi
	@if [ "$$(df -Pm . | awk 'NR == 2 {print $$4}')" -lt $(BI_MB) ]; then echo "Superset needs $(BI_MB) MB, and the disk of $(CURDIR) has $$(df -Pm . | awk 'NR == 2 {print $$4}') MB free: make room and try again." >&2; exit 1; fi
	@echo "Setting up: Superset in an environment of its own (a minute the first time) ..."
	@if [ ! -x $(BI)/bin/python ]; then $(PYTHON_BI) -m venv --without-pip $(BI); fi
	@$(BIN)/uv pip install -q --python $(BI)/bin/python --require-hashes --compile-bytecode -r requirements-bi.txt || $(UNFETCHED)
	@rm -f $(BI)/stamp-* && touch $@
