# The house's commands. `make run` and `make test` set up all they need; `make help` lists the rest.

SHELL := /bin/sh
PORT ?= 8000
PYTHON_OF_HOUSE := .venv/bin/python
MANAGE := $(PYTHON_OF_HOUSE) manage.py

.DEFAULT_GOAL := help
.PHONY: help run demo real-data test test-fast lint fix coverage bench lock clean prepared prepared-dev

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: prepared ## Set up what is missing and serve on http://127.0.0.1:8000 (PORT=8001 for another port)
	@PORT=$(PORT) $(PYTHON_OF_HOUSE) bin/serve.py

demo: prepared ## Make the demonstration programme afresh, without starting the server
	@$(PYTHON_OF_HOUSE) bin/serve.py --database-only
	@$(MANAGE) make_demonstration --fresh

real-data: prepared ## Load the programmes made of public files: make real-data DATA=../shared/data
	@test -n "$(DATA)" || { echo "Say where the files are: make real-data DATA=../shared/data" >&2; exit 2; }
	@$(PYTHON_OF_HOUSE) bin/serve.py --database-only
	@$(MANAGE) load_real_data "$(DATA)"

test: prepared-dev ## Run every check: format, lint, contracts, both databases, a real browser
	@$(PYTHON_OF_HOUSE) bin/check.py

test-fast: prepared-dev ## Run the suite on SQLite alone
	@$(PYTHON_OF_HOUSE) -m pytest -q -m "not browser"

lint: prepared-dev ## Run the checks that need no database
	@$(PYTHON_OF_HOUSE) bin/check.py --lint

fix: prepared-dev ## Format the code and mend what ruff can mend
	@$(PYTHON_OF_HOUSE) -m ruff check --fix .
	@$(PYTHON_OF_HOUSE) -m ruff format .

coverage: prepared-dev ## Show which lines and branches no test runs
	@$(PYTHON_OF_HOUSE) -m coverage run -m pytest -q -m "not browser"
	@$(PYTHON_OF_HOUSE) -m coverage report

bench: prepared-dev ## Measure the main job, large files, large registers, fifty residents at once, surveys, evidence and reports; fifteen minutes
	@{ echo "Measured by make bench on $$(nproc) cores."; for name in main_job import_rate directory register_figures register_import answering surveys exploring evidence_pages reports; do \
	  echo; $(PYTHON_OF_HOUSE) benchmarks/$$name.py; done; } | tee benchmarks/results.md

lock: prepared-dev ## Write the locked requirement files from the .in files
	@for name in requirements requirements-dev; do \
	  $(PYTHON_OF_HOUSE) -m uv pip compile $$name.in --quiet --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o $$name.txt || exit 1; \
	done

clean: ## Remove the virtual environment and every cache; var/ (database, uploads) stays
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

prepared:
	@sh bin/prepare run

prepared-dev:
	@sh bin/prepare dev
