# The two commands of the README are `make extract` and `make test`; each sets itself up on first use.
VENV := .venv
QPF := $(VENV)/bin/qpf
PY := $(VENV)/bin/python

.PHONY: extract test serve-l9 check bench docs golden lint setup lock clean

extract: setup
	$(QPF) extract

test: setup
	$(PY) -m pytest

serve-l9: setup
	PYTHONPATH=generated/l9-agents/src:generated/qpf-core/src L9_DATA_DIR=.qpf/l9 $(PY) -m l9 serve

check: setup
	$(QPF) check

golden: setup
	$(PY) tests/golden/regenerate.py
	git --no-pager diff --stat -- tests/golden

docs: setup
	$(PY) docs/build.py

bench: setup
	$(PY) benchmarks/run.py

lint: setup
	$(VENV)/bin/ruff check generator tests benchmarks templates
	$(VENV)/bin/black --check --quiet generator tests benchmarks templates
	$(VENV)/bin/mypy

setup:
	@.ci/setup

lock: setup
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .qpf dist build
