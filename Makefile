# Every target sets up what it needs; the first time takes about a minute, later ones nothing.
CASE ?= cases/y7_autism_start_of_year_3.yaml
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

.PHONY: run test coverage lint serve bench lock clean setup

run: setup
	$(BIN)/admissions check $(CASE)
	$(BIN)/admissions overlaps

test: setup
	@$(BIN)/python -m pytest --no-header -n 2 --durations=20

# Which lines tests reach whose input is written down; traced, they take twice as long (tests/conftest.py).
coverage: setup
	@$(BIN)/python -m pytest --no-header -n 2 --cov

lint: setup
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

serve: setup
	@$(BIN)/admissions serve

bench: setup
	@$(BIN)/python -m bench

# Keeps the versions that are locked already; `make lock UPGRADE=--upgrade` takes the newest.
lock: setup
	@$(LOCK) $(UPGRADE) pyproject.toml --group dev --output-file requirements.lock
	@$(LOCK) --constraints requirements.lock pyproject.toml --output-file requirements-runtime.lock
	@grep -o '^uv==[^ ]*' requirements.lock | $(LOCK) - --output-file tools/uv-requirements.txt

clean:
	@rm -rf .venv .tools dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@tools/setup.sh
