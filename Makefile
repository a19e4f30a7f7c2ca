# Each target sets itself up on a machine that has only Python 3.11-3.13 and make.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: fuzz help demo test torture bench lint set-up

UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
LINT_HOME := $(CURDIR)/target/lint
DATA := $(or $(MTQG_HOME),var)
export UV_PYTHON_DOWNLOADS := never
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DAGSTER_DISABLE_TELEMETRY := yes
export GX_ANALYTICS_ENABLED := false

help:  ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / - /'

demo: set-up  ## Sample submissions of two provinces, one night, a summary
	$(UV) run --no-sync mtqg simulate --demo
	mkdir -p $(DATA)/inbox
	cp -R $(DATA)/samples/. $(DATA)/inbox/
	@# 1 = the flawed samples were refused, as they should be; the rest is published.
	$(UV) run --no-sync mtqg refresh || test $$? -eq 1

test: set-up  ## Every test
	$(UV) run --no-sync pytest -n 3 --dist loadfile --no-loadscope-reorder

torture: set-up  ## KILLS=200 nights killed at random moments (FIRST=121 goes on after 120)
	KILLS=$(or $(KILLS),200) $(UV) run --no-sync pytest tests/integration/test_kills.py -v -n 4 --dist load --maxschedchunk=1

bench: set-up  ## Time and memory of each stage, as a ratio to a bare script
	$(UV) run --no-sync python tests/benchmarks/bench.py

fuzz: set-up  ## FILES=10000: spoilt cells and mutated bytes, in halves; no figure lands wrong without a word
	MTQG_FUZZ=$(or $(FILES),10000) $(UV) run --no-sync pytest tests/integration/test_spoilt_submissions.py -rP -n 2 --dist load

lint: set-up  ## ruff, import-linter, sqlfluff, dbt parse
	$(UV) run --no-sync ruff check .
	$(UV) run --no-sync ruff format --check .
	$(UV) run --no-sync lint-imports
	$(UV) run --no-sync dbt parse --quiet --profiles-dir .
	@# sqlfluff compiles through dbt, which wants a landing to attach: an empty one.
	MTQG_HOME=$(LINT_HOME) $(UV) run --no-sync mtqg land
	MTQG_HOME=$(LINT_HOME) MTQG_BUILD=$(LINT_HOME)/builds/dev \
		$(UV) run --no-sync sqlfluff lint models tests/data

set-up: .venv/set-up

.venv/set-up: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked
	@touch $@

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'
