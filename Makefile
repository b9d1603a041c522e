# `make help` lists what can be done. Nothing is needed but make, python3 (3.11 or newer) and python3-venv.
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
PIP     = $(RUN) -m pip install --quiet --disable-pip-version-check
LOCKED  = $(PIP) --require-hashes --no-deps

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt browser faults slow bench lock wheel clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## Start everything (PostgreSQL, Redis, server, field units) and print the addresses; ARGS="--scenario flood"
	@$(RUN) -m controlroom demo $(ARGS)

# Most files share the cores; what breaks a whole watch room, looks at it, or times it has the machine to itself.
# Both are run, whatever the first found; 5 says that ARGS picked nothing there. The tests start some two hundred
# servers: what one has compiled, the next one need not.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev $(VENV)/browser-path $(VENV)/faketime-path ## Run the tests; T=path::name runs one, ARGS="-x" is handed to pytest
ifdef T
	@$(RUN) -m pytest $(T) $(ARGS)
else
	@shared=0; alone=0; \
	$(RUN) -m pytest -m "not slow and not alone" --numprocesses auto --dist loadfile $(ARGS) || shared=$$?; \
	$(RUN) -m pytest -m "not slow and alone" $(ARGS) || alone=$$?; \
	case $$shared-$$alone in 0-0 | 0-5 | 5-0) ;; *) exit 1 ;; esac
endif

check: $(VENV)/.dev ## Format, lint, types, import contracts, Dockerfile, tests: what CI runs
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	if [ -x $(VENV)/bin/hadolint ]; then $(VENV)/bin/hadolint Dockerfile; fi
	$(MAKE) test

fmt: $(VENV)/.dev ## Format, and repair what the linter can repair
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

browser: $(VENV)/.dev $(VENV)/browser-path ## Run the browser tests only; ONLY=word
	@$(RUN) -m pytest tests/browser $(if $(ONLY),-k "$(ONLY)") $(ARGS)

faults: $(VENV)/.dev $(VENV)/browser-path $(VENV)/faketime-path ## Kill and stop parts under load, and prove that nothing is lost; ONLY=word
	@$(RUN) -m pytest tests/faults --keep-counts $(if $(ONLY),-k "$(ONLY)") $(ARGS)

slow: $(VENV)/.dev $(VENV)/browser-path $(VENV)/faketime-path ## Run what `make test` leaves out: faults, the PostgreSQL of the system, axe in all languages
	@$(RUN) -m pytest -m slow $(ARGS)

bench: $(VENV)/.dev $(VENV)/browser-path ## Measure, and write docs/benchmarks.md; ONLY=name, PEERS=1 beside other products
	@$(RUN) -m bench $(if $(ONLY),--only $(ONLY)) $(if $(PEERS),--peers) $(ARGS)

lock: ## Compile requirements/*.txt from pyproject.toml; ARGS=--upgrade takes newer versions
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	@PATH="$(CURDIR)/$(VENV)/lock/bin:$$PATH" tools/lock.sh $(ARGS)

wheel: $(VENV)/.demo ## Build dist/controlroom-*.whl
	$(RUN) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## Remove the virtual environment and what tools left; never data
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# --- set-up, done once and again when a lock file changes --------------------------------------------------
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.demo: requirements/build.txt requirements/demo.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the locked packages into $(VENV) (once) ..."
	@$(LOCKED) -r requirements/build.txt
	@$(LOCKED) -r requirements/demo.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.demo
	@echo "Installing the tools for tests and checks into $(VENV) (once) ..."
	@$(LOCKED) -r requirements/dev.txt
	@touch $@

# A recipe of its own, so that a browser that was removed is looked for again.
.PHONY: $(VENV)/browser-path
$(VENV)/browser-path: $(VENV)/.dev
	@path=$$($(RUN) tools/browser.py) && echo "$$path" > $@

# Tests that put clocks forward and back are skipped without it.
.PHONY: $(VENV)/faketime-path
$(VENV)/faketime-path: $(VENV)/.dev
	@$(RUN) -m tools.faketime > $@
