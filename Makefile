# `make run` shows a digest, `make test` runs every gate. Nothing else has to be set up: the first
# of them makes the environment .venv from requirements.lock, by uv where it is installed, else by
# venv and pip. Beyond make and git only Python 3.11 or newer is needed.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.made-from-lock
TESTS ?= tests
TORTURE ?=
CANDIDATES := $(PYTHON) python3.14 python3.13 python3.12 python3.11
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help run test check format bench torture lock pictures golden clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: $(STAMP) ## play the demo: two days of sample feeds become two digests
	@$(BIN)/digest demo

test: check ## every gate: style, types, floors, dependencies, tests
	$(BIN)/pytest -n 2 $(TESTS)

check: $(STAMP) ## the gates without the tests (seconds)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: $(STAMP) ## put files into the shape that `check` wants
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## measure what must stay fast
	$(BIN)/python tests/benchmarks/bench.py

torture: $(STAMP) ## kill, jump, fill and stop the service hundreds of times, and judge from outside (a quarter of an hour)
	PYTHONPATH=tests $(BIN)/python -m torture $(TORTURE)

pictures: $(STAMP) ## redraw the pictures of the README from the demo (needs Chromium)
	$(BIN)/python docs/pictures.py

golden: $(STAMP) ## rewrite the golden issues after a wanted change; read the diff before committing
	DIGEST_GOLDEN=write $(BIN)/pytest -q tests/golden

lock: ## pin and hash every dependency anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv, which is not on this PATH" >&2; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --group dev \
	    --no-emit-index-url --no-annotate --custom-compile-command "make lock" --upgrade \
	    pyproject.toml --output-file requirements.lock

clean: ## remove the environment and everything that tools left behind
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist demo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that works is brought up to date, never thrown away; a broken one is made anew.
# The project itself is installed without its dependencies and without build isolation: the build
# backend is in the lock, so that nothing is fetched but what is pinned and hashed.
$(STAMP): requirements.lock pyproject.toml
	@set -e; \
	if ! $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null; then \
	    python=; \
	    for candidate in $(CANDIDATES); do \
	        if $$candidate -c '$(NEW_ENOUGH)' 2>/dev/null; then python=$$candidate; break; fi; \
	    done; \
	    if [ -z "$$python" ] && command -v uv >/dev/null; then python='>=3.11'; fi; \
	    if [ -z "$$python" ]; then \
	        found=$$($(PYTHON) --version 2>&1) || found=missing; \
	        echo "digest needs Python 3.11 or newer, and $(PYTHON) is $$found." >&2; \
	        echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; \
	        exit 1; \
	    fi; \
	    echo "Making .venv with $$python (once)"; \
	    rm -rf .venv; \
	    if command -v uv >/dev/null; then uv venv --quiet --python "$$python" .venv; \
	    else $$python -m venv .venv; fi; \
	fi; \
	echo "Installing what requirements.lock pins"; \
	if command -v uv >/dev/null; then \
	    uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock; \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	else \
	    $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi; \
	touch $(STAMP)
