# Two targets do everything: `make start` and `make test`. Both set up `.venv` on their own.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt
COMPILE = echo "Compiling the fast loops: half a minute, once."; $(BIN)/python -m firsthand.classical || true

# Byte code is kept, even where a container has Python throw it away: without it every process compiles all it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: start test lint bench peers kills mutants foreign docs
.DEFAULT_GOAL := start

start: $(VENV)/.installed  ## Open the course in the browser
	@$(BIN)/firsthand start $(ARGS)

test: $(VENV)/.installed-dev  ## Lint, types, layer rules, tests, every lesson executed; ROOM=rag for one room's tests
	@$(if $(ROOM),,$(MAKE) --no-print-directory lint)
	@# Three, because a test often waits for a browser or another process. On a busy machine one can run out of
	@# patience: what failed is tried once more, counted and printed.
	$(BIN)/python -m pytest -n 3 --dist worksteal --reruns 1 -rfEsR $(if $(ROOM),tests/$(ROOM)) $(ARGS)

docs: $(VENV)/.installed-dev  ## Write docs/commands.md anew, and build the pages of docs with the API into dist/docs
	$(BIN)/python -m typer firsthand.cli.app utils docs --name firsthand --title Commands --output docs/commands.md
	$(BIN)/python -m mkdocs build --strict --quiet --config-file .mkdocs.yml

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/oxlint --deny-warnings src/firsthand/web

# LiteLLM holds the SDKs back by whole versions, so it lives in an environment of its own.
peers: $(VENV)/.installed-dev .venv-peers/.installed  ## The Anthropic SDK against a LiteLLM proxy
	LITELLM=.venv-peers/bin/litellm $(BIN)/python -m pytest -n 0 tests/llm/peers_litellm.py $(ARGS)

.venv-peers/.installed:
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --disable-pip-version-check -q 'litellm[proxy]>=1.100,<1.107'
	@touch $@

# The folders of the clones are named by CS336_TESTS and HF_TOKENIZERS_TESTS; torch-judge is installed with pip.
foreign: $(VENV)/.installed-dev  ## The tests of other projects on ours, as far as they apply
	$(BIN)/python tests/foreign $(ARGS)

# KILLS="digits=250 rag=250 check=250 typing=250" is the campaign of a release: some hours.
kills: $(VENV)/.installed-dev  ## Kill with -9 what writes, at random moments; KILLS="rag=100" for other numbers
	$(BIN)/python tests/kills $(KILLS)

# Some 30 minutes; WORDS="whole numbers" plants those whose description holds them.
mutants: $(VENV)/.installed-dev  ## Plant small bugs in a copy of the sources, one at a time, and print those that no test catches
	$(BIN)/python tests/mutants $(WORDS)

bench: $(VENV)/.installed-dev  ## Ours beside its peers; ONLY=name for one system
	$(BIN)/python -m benchmarks $(ONLY)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Firsthand needs Python 3.11 or newer, and $(PYTHON) is `$(PYTHON) -V 2>&1`. Try: make start PYTHON=python3.12"; exit 2; }
	@echo "Setting up $(VENV): one time, a few minutes."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 2; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(PIP) --progress-bar on -e .
	@$(COMPILE)
	@touch $@

# All in one go, and nothing turned into byte code that no test will import.
$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@$(PIP) --progress-bar on --no-compile -e '.[llm,rag,dev]'
	@$(COMPILE)
	@touch $(VENV)/.installed $@
