# make run    everything on this machine, on SQLite: web page, assistant, actions
# make test   all tests
# make help   the rest

PYTHON := .venv/bin/python
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: help run install train test check thresholds report bench lock clean

help: ## these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: train ## install, train if the data changed, start everything
	@$(PYTHON) -m bot.start

install: ## the environment in .venv, and the sentence encoder
	@scripts/install

train: install ## train the assistant if its data changed
	@$(PYTHON) -m bot.engine.train

test: train ## all tests
	@$(PYTHON) -m pytest -n 2 --dist loadfile

check: install ## formatting, linting, types, layers
	@.venv/bin/ruff format --check . && .venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

thresholds: install ## choose the confidences by cross-validation, print and store them
	@$(PYTHON) -m bench.choose_thresholds

report: install ## cross-validation of the examples, with the confusion table
	@$(PYTHON) -m bench.understanding_report

bench: train ## what a message costs in CPU and memory
	@$(PYTHON) -m bench.serving_cost

lock: ## resolve requirements.lock anew from pyproject.toml
	@.tools/bin/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --python-version 3.10 --quiet -o requirements.lock

clean: ## remove everything that was made here, but the database
	@rm -rf .venv .tools build models
