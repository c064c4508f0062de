# Each target sets up what it needs: a Python environment in .venv, from lock files whose every package is hashed.

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast lint bench lock clean

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed

help:  ## Say what can be made.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(RUNTIME)  ## Crawl a small site on this machine and show what was collected.
	@$(BIN)/rasd demo

test: $(DEV)  ## Run every test, with coverage.
	@$(BIN)/pytest --cov --cov-report=term

test-fast: $(DEV)  ## Run the tests that start no process and no crawl.
	@$(BIN)/pytest -m "not slow"

lint: $(DEV)  ## Check style, types and the direction of imports.
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(DEV)  ## Measure; the figures go to bench/RESULTS.md.
	@$(BIN)/python -m bench.pipeline

lock:  ## Make the lock files anew (needs uv: https://docs.astral.sh/uv/).
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv, or https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --extra postgresql --universal --python-version 3.11 \
		--generate-hashes -c requirements.lock -o requirements-dev.lock

clean:  ## Remove the environment and the demo's data.
	rm -rf $(VENV) .demo

# A stamp is older than its lock file when that has changed: then the environment is brought up to date.
$(RUNTIME): requirements.lock pyproject.toml .ci/environment
	@.ci/environment $(VENV) requirements.lock
	@touch $@

$(DEV): requirements-dev.lock requirements.lock pyproject.toml .ci/environment
	@.ci/environment $(VENV) requirements-dev.lock
	@touch $(RUNTIME) $@
