# Needs Python 3.11 or newer with pip, and make. Everything is installed into .venv, nothing as root
# (`make test` installs Debian packages where it may, and says which tests are left out where it may not).
# Another interpreter: make PYTHON=python3.12 demo

SHELL := /bin/bash
PYTHON ?= $(or $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; \
	done),python3)
VENV := .venv
RUN := $(VENV)/bin/python
CALLS ?= 30
# Dialogues whose talk the starter model learns: none of a test split, none written as misheard.
SPOKEN = $(filter-out %/test.jsonl %/test2.jsonl %/test3.jsonl %/test4.jsonl %10.jsonl,$(wildcard benchmarks/dialogues/*.jsonl))

.PHONY: help demo test lint calls benchmark speed kills fuzz train tagger lock
.DEFAULT_GOAL := help

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | column -t -s '|'

demo: $(VENV)/.base ## redact six made-up calls and show them before and after (demo-out/index.html)
	@rm -rf demo-out
	@$(VENV)/bin/sourdine demo --out demo-out

test: $(VENV)/.dev lint ## install what tests need, then run them all
	@tests/servers/install.sh
	@tests/browser/install.sh
	@tests/voices/install.sh
	$(RUN) -m pytest -q -rfEs --durations=10

lint: $(VENV)/.dev ## check style and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

calls: $(VENV)/.dev ## make CALLS=30 unseen test calls per language, with their truth, in calls/
	@tests/voices/install.sh
	$(RUN) -m benchmarks.make_calls --out calls --calls $(CALLS)

benchmark: $(VENV)/.dev ## measure what stays audible of personal data: demo calls, then unseen ones
	@tests/voices/install.sh
	$(RUN) -m benchmarks.leakage --calls pipeline/demo/calls
	$(RUN) -m benchmarks.leakage --count $(CALLS)

fuzz: $(VENV)/.dev ## decode 10,000 broken and crafted recordings of every kind (minutes)
	$(RUN) -m benchmarks.fuzz

speed: $(VENV)/.dev ## measure archives: hours per hour against plain scripts, one and two workers, memory, listing
	for model in starter tiny base small; do for mix in short typical; do \
	$(RUN) -m benchmarks.throughput --model $$model --mix $$mix --keep || exit 1; done; done
	$(RUN) -m benchmarks.same_words --json benchmarks/results/same_words.json
	$(RUN) -m benchmarks.scaling --json benchmarks/results/scaling.json
	$(RUN) -m benchmarks.listing --json benchmarks/results/listing.json
	$(RUN) -m benchmarks.plots

kills: $(VENV)/.dev ## kill an archive's workers at 1,000 points and look at what is left
	$(RUN) -m benchmarks.kill_points
	$(RUN) -m benchmarks.kill_jobs --json benchmarks/results/kill_jobs.json

train: $(VENV)/.train ## train the starter model again, from its voices on (hours)
	@tests/voices/install.sh
	$(RUN) -m sourdine.models.training.corpus --dialogues $(SPOKEN)
	$(RUN) -m sourdine.models.training.train --until again
	$(RUN) -m sourdine.models.training.realign --weights .cache/training/weights.pt
	$(RUN) -m sourdine.models.training.train
	$(RUN) -m sourdine.models.training.export
	$(RUN) -m benchmarks.recognition

tagger: $(VENV)/.train ## train the statistical recogniser of personal data again (minutes)
	@for package in fr@3.0.0 en@4.0.0 en-gb@3.0.0; do name=$${package%@*}; \
	mkdir -p .cache/dictionaries/$$name && (cd .cache/dictionaries/$$name && \
	tar -xzf $$(npm pack --silent dictionary-$$package) --strip-components 1) || exit 1; done
	$(RUN) -m sourdine.models.personal.training.dictionary .cache/dictionaries
	$(RUN) -m sourdine.models.personal.training.train

lock: ## write requirements.lock again, from the newest versions that pyproject.toml allows
	rm -rf .cache/lock && $(PYTHON) -m venv .cache/lock
	.cache/lock/bin/python -m pip install -q -e '.[dev$(comma)metrics$(comma)serve]'
	(grep '^#' requirements.lock; .cache/lock/bin/python -m pip freeze --exclude-editable) > .cache/new.lock
	mv .cache/new.lock requirements.lock && rm -rf .cache/lock

# One stamp per set of dependencies: nothing is installed again until what is required changes.
$(VENV)/.base: pyproject.toml requirements.lock $(VENV)/.python
	$(call install,.)
$(VENV)/.dev: pyproject.toml requirements.lock $(VENV)/.python
	$(call install,'.[dev$(comma)serve]')
	@touch $(VENV)/.base
$(VENV)/.train: pyproject.toml requirements.lock $(VENV)/.python
	$(call install,'.[dev$(comma)serve$(comma)train]')

comma := ,
# The venv's own pip where Python brings one, or else the pip beside that Python (Debian keeps them apart).
define install
	@echo "Installing into $(VENV) (a minute or two the first time)…"
	@$(RUN) -m pip --version >/dev/null 2>&1 && pip="$(RUN) -m pip" || pip="$(PYTHON) -m pip --python $(RUN)"; \
	$$pip install -q -c requirements.lock -e $(1)
	@touch $@
endef

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo 'Sourdine needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@touch $@
