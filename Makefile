# prozvit: `make demo` does the main job on sample data, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CATALOGUE := records/locale/uk/LC_MESSAGES/prozvit.mo
# Hundreds of processes: where none keeps what it compiles, each compiles all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test soak coverage lint bench bench-full bench-peers screenshots lock clean

demo: $(READY)
	@$(BIN)/prozvit demo demo-register

test: $(READY)
	$(BIN)/python -m pytest -n 6 --dist worksteal -q

soak: $(READY)
	PROZVIT_SOAK=1 $(BIN)/python -m pytest -q -m soak
	PROZVIT_SOAK=1 $(BIN)/python -m pytest -q -m "hypothesis and not soak"
	PROZVIT_SOAK=1 $(BIN)/python -m pytest -q -m "not soak" tests/system

coverage: $(READY)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

bench-full: $(READY)
	$(BIN)/python -m benchmarks --full

# Against doorstop and strictdoc, in an environment of their own: no part of this program needs them.
bench-peers: $(READY) .peers/.ready
	DOORSTOP=$(CURDIR)/.peers/bin/doorstop STRICTDOC=$(CURDIR)/.peers/bin/strictdoc \
		$(BIN)/python -m benchmarks --peers

.peers/.ready: benchmarks/peers.txt
	$(PYTHON) -m venv .peers
	.peers/bin/python -m pip install --quiet -r benchmarks/peers.txt
	@touch $@

# The pictures of README and docs; how a picture looks depends on nothing of this machine.
screenshots: $(READY)
	$(BIN)/python docs/screenshots.py

# Everything pinned by hash; the checkout itself without a second look at the network.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
		|| { echo "prozvit needs Python 3.11 to 3.14; say which with make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo test soak coverage bench bench-full bench-peers screenshots: $(CATALOGUE)

$(CATALOGUE): records/locale/uk/LC_MESSAGES/prozvit.po | $(READY)
	@$(BIN)/python records/locale/build.py

# Needs uv. No download address is written.
lock:
	uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv .peers demo-register demo-register-export
