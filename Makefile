# make demo: a sample publication, its next number picked and rendered. make test: all tests. make gallery: every theme
# measured and laid out to be looked at. make bench: the figures.
# A fresh machine needs Python 3.11 or newer with its venv module, and make; the rest is installed into .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test gallery bench clean

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
	@folder=demo; n=2; while [ -e "$$folder" ]; do folder=demo-$$n; n=$$((n + 1)); done; \
	newsletter="$(CURDIR)/$(BIN)/newsletter"; set -e; \
	"$$newsletter" new "$$folder" --sample; cd "$$folder"; \
	"$$newsletter" next; \
	"$$newsletter" render --to reader@example.org -o letter.html; \
	"$$newsletter" render --as text --to reader@example.org -o letter.txt; \
	"$$newsletter" render --as eml --to reader@example.org -o letter.eml; \
	echo; echo "Open $$folder/letter.html in a browser, $$folder/letter.eml in a mail program."; \
	echo "See it change while you edit it: cd $$folder && ../$(BIN)/newsletter preview"

test: $(VENV)/.tests ## run all tests
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup

gallery: $(VENV)/.tests ## measure every block of every theme in browsers, and lay contact sheets into .gallery/
	GALLERY=1 $(BIN)/python -m pytest -q -n 2 --dist loadgroup tests/test_gallery.py
	@ls .gallery/*.png

bench: $(VENV)/.tests ## measure speed and memory, beside the peers that are installed (ARTICLES=50000: a smaller archive)
	$(BIN)/python tests/bench/run.py
	$(BIN)/python tests/bench/check.py
	$(BIN)/python tests/bench/services.py
	$(BIN)/python tests/bench/archive.py $(ARTICLES)
	$(BIN)/python tests/bench/fetch.py
	$(BIN)/python tests/bench/preview.py
	$(BIN)/python tests/bench/preview_rundown.py

clean: ## remove what make has made
	rm -rf $(VENV) .bench .gallery build dist *.egg-info .pytest_cache .hypothesis
