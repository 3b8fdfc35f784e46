# `make run` opens the portal, `make test` proves it. Python 3.11+ and make are all that is needed.
PYTHON ?= python3
PORT ?= 8000
ifndef DEMO
DEMO := $(or $(shell sed -n 's/^[[:space:]]*\(export[[:space:]]*\)*DEMO[[:space:]]*=[[:space:]]*//p' .env 2>/dev/null),1)
endif
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
# For what reads the settings and asks nothing of a database.
NO_DATABASE := DEMO=1 DATABASE_URL=postgresql://nowhere/none
PYTEST_ARGS ?= -n auto --dist worksteal

export PORT DEMO
export PYTHONUNBUFFERED := 1
# What would make pip install something else, or elsewhere. Where it downloads from is left alone.
unexport PYTHONHOME PYTHONPATH PIP_BREAK_SYSTEM_PACKAGES PIP_CONSTRAINT PIP_DRY_RUN PIP_EDITABLE \
	PIP_IGNORE_INSTALLED PIP_NO_BINARY PIP_NO_DEPS PIP_ONLY_BINARY PIP_PLATFORM PIP_PREFIX PIP_PYTHON \
	PIP_PYTHON_VERSION PIP_QUIET PIP_REPORT PIP_REQUIREMENT PIP_ROOT PIP_SRC PIP_TARGET PIP_UPGRADE \
	PIP_VERBOSE VIRTUAL_ENV __PYVENV_LAUNCHER__
export PIP_USER := 0
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/var/home
endif

.DEFAULT_GOAL := help
.PHONY: help run dev test lint bench lock messages base tools browser

help:
	@echo "make run       the portal on http://127.0.0.1:$(PORT) (PORT= changes it)"
	@echo "make test      lint, types, catalogues, tests, browser and accessibility tests"
	@echo "make dev       the portal with DEBUG=1, reloading as files change"
	@echo "make lint      style and types only"
	@echo "make bench     timings on large synthetic networks"
	@echo "make lock      choose versions anew and write requirements/*.txt"
	@echo "make messages  bring locale/*.po up to date with code and templates"

run: base
	@$(RUN) manage.py serve --stop-with-parent

dev: export DEBUG := 1
dev: base
	@$(RUN) manage.py serve --prepare-only
	@$(RUN) manage.py runserver 127.0.0.1:$(PORT)

lint: tools
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(NO_DATABASE) $(RUN) -m mypy .

test: lint browser
	$(NO_DATABASE) $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(NO_DATABASE) $(RUN) manage.py messages --compile
	@CHROMIUM="$$(sh scripts/chromium.sh $(RUN))" $(RUN) -m pytest $(PYTEST_ARGS)

bench: tools
	$(RUN) -m bench.run $(BENCH_ARGS)

messages: tools
	$(NO_DATABASE) $(RUN) manage.py messages

# uv has an environment of its own: nothing else here needs it.
LOCK := var/tools/bin/python -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade
lock:
	@test -x var/tools/bin/python || $(PYTHON) -m venv var/tools
	@var/tools/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) pyproject.toml -o requirements/base.txt
	$(LOCK) --extra dev --constraints requirements/base.txt pyproject.toml -o requirements/dev.txt

base:
	@sh scripts/install.sh base "$(PYTHON)" $(PIP)

tools:
	@sh scripts/install.sh dev "$(PYTHON)" $(PIP)

browser: tools
	@sh scripts/chromium.sh $(RUN) >/dev/null
