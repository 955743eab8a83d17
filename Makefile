# Two commands: `make demo` shows a shop, `make test` proves the code. Both set up what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK   := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml

# Some images forbid Python to keep what it compiled; then every run and every process that it starts compile anew.
unexport PYTHONDONTWRITEBYTECODE

QUICK := -m "not slow and not browser" --numprocesses 2 --dist loadfile

.PHONY: demo test quick lint bench browser lock clean

demo: $(VENV)/run
	$(BIN)/zuvor demo

test: $(VENV)/test browser lint
	$(BIN)/python -m pytest $(QUICK)
	$(BIN)/python -m pytest -m "slow or browser"

quick: $(VENV)/test
	$(BIN)/python -m pytest $(QUICK)

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

bench: $(VENV)/test
	$(BIN)/python -m tests.benchmarks

browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium >/dev/null; } \
	  || { echo "no chromium and no right to install it: the browser tests are skipped, in CI they fail"; [ -z "$$CI" ]; }

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "zuvor needs Python 3.11 or newer: make PYTHON=python3.11 …"; exit 1; }
	@echo "environment: $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing what the service and the training need (about a minute)"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test: requirements-test.txt $(VENV)/run
	@echo "installing what the tests need"
	@$(PIP) --require-hashes -r requirements-test.txt
	@touch $@

lock:
	$(LOCK) --group build -o requirements-service.txt
	$(LOCK) --extra training --group build -c requirements-service.txt -o requirements.txt
	$(LOCK) --extra training --group build --group test -c requirements.txt -o requirements-test.txt

clean:
	rm -rf $(VENV) var
