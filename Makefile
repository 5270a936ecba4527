# make demo: a sample publication, its next number picked and rendered. make test: all tests. make bench: the figures.
# A fresh machine needs Python 3.11 or newer with its venv module, and make; the rest is installed into .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test bench clean

help: ## show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1	/'

$(BIN)/newsletter: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml $(BIN)/newsletter
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: $(BIN)/newsletter ## start the sample publication in a new folder, pick its next number, render it
	@$(BIN)/python -m tests.demo $(BIN)/newsletter

test: $(VENV)/.tests ## run all tests
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup

bench: $(VENV)/.tests ## measure speed and memory, beside the peers that are installed
	$(BIN)/python -m tests.bench

clean: ## remove what make has made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .hypothesis
