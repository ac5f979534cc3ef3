# The commands of the house. `make help` lists them. Only Python 3.11+, git and make are needed beforehand.
PY      ?= python3
BIN     := .venv/bin
ARGS    ?=
ONLY    ?=
WORKERS ?= 2
PIP     ?=
ON_BOTH := $(wildcard tests/core tests/web tests/apps tests/stories)

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1 # \2/p' $(MAKEFILE_LIST) | awk -F' # ' '{printf "%-20s %s\n", $$1, $$2}'

setup: .venv/ready  ## make .venv with everything, or bring it up to date

.venv/ready: pyproject.toml constraints.txt hatch_build.py
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "OpenPAR needs Python 3.11 or newer; $(PY) is `$(PY) -V`. Name another one: make setup PY=python3.13"; exit 1; }
	@test -x $(BIN)/python || $(PY) -m venv .venv \
	  || { rm -rf .venv; echo "On Debian and Ubuntu, python3 -m venv needs one package: apt-get install python3-venv"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python -c constraints.txt -e ".[dev]"; \
	  else echo "Installing into .venv (about a minute) …"; \
	  $(BIN)/python -m pip install -q $(PIP) --disable-pip-version-check -c constraints.txt -e ".[dev]"; fi
	@touch $@

demo: setup  ## build the demo province and serve it on http://localhost:8000
	OPENPAR_DEMO=1 $(BIN)/python manage.py demo $(ARGS)

serve: setup  ## migrate and serve this installation (settings from the environment, docs/reference/settings.md)
	$(BIN)/python -m tools.serve $(ARGS)

test: setup  ## all tests on SQLite, then the database tests on a throw-away PostgreSQL where there is one
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)
	$(if $(ON_BOTH),$(BIN)/python -m tools.pgcluster run --if-present -- $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ON_BOTH) $(ARGS))

test-engine: setup  ## the engine's tests alone, in seconds, without Django
	OPENPAR_TESTS=engine $(BIN)/python -m pytest -p no:django tests/engine $(ARGS)

check: setup  ## lint, types, import contracts, rulebook, translations, migrations, templates
	$(BIN)/python -m tools.check $(ARGS)

eval: setup  ## how well directives are read: figures against the reference set in ../shared
	$(BIN)/python -m tools.evaluate $(ARGS)

bench: setup  ## measure; ONLY=id,id picks rows; prints a table and writes bench.json
	$(BIN)/python -m bench.run $(if $(ONLY),--only $(ONLY)) $(ARGS)

chaos: setup  ## kill -9 the server while it works, then check that nothing is lost or doubled
	$(BIN)/python -m tools.chaos $(ARGS)

fix: setup  ## what the linter can mend by itself, and translations brought up to date
	$(BIN)/ruff check --fix .
	$(BIN)/python -m tools.translations

docs: setup  ## build docs/site: generated reference, links checked, examples run
	$(BIN)/python -m tools.docs $(ARGS)

wheel: setup  ## dist/openpar-*.whl
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist .

.PHONY: help setup demo serve test test-engine check eval bench chaos fix docs wheel
.DEFAULT_GOAL := help
