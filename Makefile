# The commands of the house. Each is one line of `make help`.
PY ?= python3
BIN := .venv/bin

.venv/ready: pyproject.toml
	@test -x $(BIN)/python || $(PY) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -e ".[dev]"
	@touch $@
setup: .venv/ready  ## make .venv with everything
