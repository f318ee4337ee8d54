# Python 3.11 or newer and make are all a machine needs; the rest goes into this folder.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test check docs bench lock

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Install everything the project needs into this folder (no-op when up to date)
	@test -n "$(PYTHON)" || { echo "Bihuan needs Python 3.11 or newer: none found on PATH."; exit 1; }
	@$(PYTHON) scripts/prepare.py

demo: setup ## Five places with a year of history on http://127.0.0.1:8000
	@$(BIN)/bihuan demo

test: setup ## All tests, on SQLite and (where installed) on PostgreSQL; ARGS="tests/lib -x" for some
	@$(BIN)/python tests/run.py $(ARGS)

check: setup ## Format, lint, types, layers, migrations, locks, packs, generated pages
	@$(BIN)/python scripts/check.py

docs: setup ## Write docs/generated anew
	@$(BIN)/python -m docs.generate

bench: setup ## Every benchmark: its figure and the floor measured in the same run
	@$(BIN)/python -m benchmarks

lock: setup ## Resolve the dependencies anew into requirements.lock and frontend/package-lock.json
	@$(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --upgrade \
		--no-emit-index-url --no-header --extra dev --extra scale --output-file requirements.lock
	@PATH="$(abspath $(BIN)):$$PATH" npm --prefix frontend install --package-lock-only
	@$(BIN)/python scripts/check.py locks
