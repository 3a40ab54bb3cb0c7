# Handrail's commands. `make` alone lists them. Each one sets up what it needs first.

PYTHON ?= python3.11
export PYTHON
BIN := .venv/bin
ARGS ?=
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check format bench chaos fuzz screenshots lock

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv from the lock (the other commands do it by themselves)
	@scripts/setup

demo: setup ## Try everything: the desk and a Slack workspace in a box
	@$(BIN)/handrail demo $(ARGS)

serve: setup ## Run the desk on a real Slack workspace (docs/configuration.md)
	@$(BIN)/handrail serve $(ARGS)

test: setup ## Run every test (ARGS="tests/rules -k votes" for some)
	@scripts/chromium
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

check: setup ## Format, lint, types and import contracts, then every test
	@scripts/checks
	@$(MAKE) --no-print-directory test

format: setup ## Lay out the code as `make check` wants it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## Measure what the README claims
	@$(BIN)/python -m bench $(ARGS)

chaos: setup ## A thousand deaths on each engine (ARGS="--kills 60 --engine sqlite")
	@$(BIN)/python -m tests.chaos $(ARGS)

fuzz: setup ## Ten thousand strange calls, and strange words (ARGS="--engine postgresql --seed 7")
	@$(BIN)/python -m tests.fuzz $(ARGS)

screenshots: setup ## Take the pictures of README and docs anew
	@scripts/chromium
	@$(BIN)/python -m tests.browser.pictures

lock: ## Pin the packages again after pyproject.toml changed (ARGS=--upgrade moves up)
	@scripts/lock $(ARGS)
