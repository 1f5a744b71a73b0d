# The two commands of the README are `make extract` and `make test`; each sets itself up on first use.
VENV := .venv
# Every command imports hundreds of modules; without bytecode each would compile them again.
export PYTHONDONTWRITEBYTECODE :=
QPF := $(VENV)/bin/qpf
PY := $(VENV)/bin/python
CONTRACTS = $(foreach kind,bus governance memory partners store,$(wildcard generated/qpf-core/tests/test_$(kind)*.py))
FABRIC_CONTRACTS = $(foreach kind,streams store,$(wildcard generated/qpf-fabric/tests/test_$(kind)*.py))
SOURCES = $(shell echo generated/*/src | tr ' ' ':')

.PHONY: extract test e2e laws leaves contracts serve-l9 demo-l9 demo-genesis demo-qnetworks check bench docs golden lint setup lock clean injection slips places trace dist edits faults totality histories

extract: setup
	$(QPF) extract

test: setup
	$(PY) -m pytest -n auto --dist loadfile

# Slow: wheels, fresh environments, services as processes, two real servers.
e2e: setup
	.ci/servers $(PY) -m pytest tests/e2e --ignore=tests/e2e/test_laws_bite.py --ignore=tests/e2e/test_trace_whole.py --durations=8

# Each law is broken on purpose in a copy of the checkout; the test that holds it must notice.
laws: setup
	$(PY) -m pytest -n auto tests/e2e/test_laws_bite.py

# Every value of every schema, map and glue file, changed alone: what does it change? Slow: twenty minutes of one core.
leaves: setup
	$(PY) tests/property/leaf_effects.py

# Every hostile text in every text and key that a person writes, in all workspaces of the attack.
injection: setup
	$(PY) tests/property/injection_program.py

# Slow: a thousand faults of all kinds, planted into golden cases and collections; each must be named at its place.
places: setup
	$(PY) tests/property/places_run.py
# A kill, and an error, at every system call of a small run that writes, and at each eighth of a larger one: at night, for an hour.
faults: setup
	.ci/machine
	$(PY) tests/e2e/faults_night.py --small
	$(PY) tests/e2e/faults_night.py --every 8

# Values of every collection are edited, faults are seeded for every gate: is each told at its line?
trace: setup
	$(PY) -m pytest -s tests/e2e/test_trace_whole.py tests/e2e/test_gate_places_full.py

# Wheels, bills, receipts and checksums of what is published.
dist: setup
	$(QPF) build

# Random edits of a workspace, its templates, tools and caches: after each, incremental equals clean.
edits: setup
	$(PY) tests/property/run_edits.py --seeds 1 2 3 --edits 200
	$(PY) tests/property/run_edits.py --seeds 4 --edits 12 --gates fast --small
	$(PY) tests/property/run_edits.py --seeds 5 --edits 3 --gates full --small

# Workspaces drawn from the specs of all sections, judged by every gate; counterexamples go to build/totality.
totality: setup
	$(PY) tests/property/totality.py --count $(or $(COUNT),1000) --seed $(or $(SEED),night)

# Histories of tables drawn like those of totality, followed by SQLite and PostgreSQL.
histories: setup
	QPF_HISTORIES=$(or $(COUNT),100) .ci/servers $(PY) -m pytest tests/e2e/test_histories_of_tables.py

# The emitted contract tests of memory, store, buses and governance, on PostgreSQL and Valkey too.
contracts: setup
	.ci/servers $(PY) -B -m pytest -q -p no:cacheprovider -c generated/qpf-core/pyproject.toml $(CONTRACTS)
	PYTHONPATH=$(SOURCES) .ci/servers $(PY) -B -m pytest -q -p no:cacheprovider -c generated/qpf-fabric/pyproject.toml $(FABRIC_CONTRACTS)

serve-l9: setup
	PYTHONPATH=generated/l9-agents/src:generated/qpf-core/src L9_DATA_DIR=.qpf/l9 $(PY) -m l9 serve

# One story through all six agents: on embedded defaults, then on PostgreSQL and Valkey.
demo-l9: setup
	$(PY) tests/e2e/l9_story.py
	$(PY) tests/e2e/l9_story.py --servers

# An organism of 100 nanobots on this machine: beats, vitals, peers, and an orderly end.
demo-genesis: setup
	$(PY) tests/e2e/genesis_demo.py

# Console, workers and demo devices: on embedded defaults, then on PostgreSQL and Valkey.
demo-qnetworks: setup
	$(PY) tests/e2e/qnetworks_demo.py
	$(PY) tests/e2e/qnetworks_demo.py --servers

check: setup
	$(QPF) check

# Many slips of every kind in commented workspaces, and what `qpf validate --fix` makes of them.
slips: setup
	QPF_SLIPS=20 $(PY) -m pytest -n auto tests/property/test_slips_are_mended.py tests/property/test_planted_faults_are_mended.py

golden: setup
	$(PY) tests/golden/regenerate.py
	git --no-pager diff --stat -- tests/golden

docs: setup
	$(PY) docs/build.py

bench: setup
	$(PY) benchmarks/run.py

lint: setup
	$(VENV)/bin/ruff check generator tests benchmarks templates .ci/servers
	$(VENV)/bin/black --check --quiet generator tests benchmarks templates .ci/servers
	$(VENV)/bin/mypy

setup:
	@.ci/setup

lock: setup
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .qpf dist build
