# Two commands: `make run` shows the product at work, `make test` shows that it holds.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
export OMP_THREAD_LIMIT := 1
export OPENBLAS_NUM_THREADS := 1
# What is compiled is kept beside the source: a process that compiles all it imports takes twice as long to start.
export PYTHONPYCACHEPREFIX :=
export PYTHONDONTWRITEBYTECODE :=
# Offices look into TLS with certificates of their own, which Debian knows and a bundled list does not.
export UV_SYSTEM_CERTS := true

RUN_PACKAGES := ca-certificates python3 python3-venv tesseract-ocr tesseract-ocr-eng bubblewrap libgl1 \
	fonts-dejavu-core fonts-liberation2 fonts-breip fonts-femkeklaver fonts-rufscript fonts-sjfonts \
	fonts-dkg-handwriting fonts-kristi
TEST_PACKAGES := $(RUN_PACKAGES) redis-server dovecot-imapd postgresql chromium poppler-utils qpdf clamav-daemon

# The tests' files lie in memory where there is room: on a disk every commit of theirs waits for it. What they show of
# kills and crashes is the same, for no test cuts the power.
TESTS_IN := $(shell test -w /dev/shm && ! grep -q ' /dev/shm .*noexec' /proc/mounts && \
  test $$(df --output=avail -k /dev/shm | tail -1) -gt 4000000 && echo /dev/shm)
# Two more at a time than there are cores: a quarter of the time a test waits for a server, a browser or a clock.
TESTS_AT_ONCE ?= $(shell nproc | awk '{print ($$1 < 5 ? $$1 : 5) + 2}')
PYTEST := $(if $(TESTS_IN),PYTEST_DEBUG_TEMPROOT=$(TESTS_IN)) $(BIN)/python -m pytest -n $(TESTS_AT_ONCE)

.PHONY: run test random check format drill fuzz benchmark benchmark-mailbox benchmark-memory benchmark-matching \
	learn learn-roles learn-calibration learn-letters learn-matching learn-lines freeze-papers list-names lock clean

run: $(VENV)/.run
	$(BIN)/oems-intake demo $(if $(ONCE),--once)

test: $(VENV)/.test check
	$(PYTEST) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

# Properties on examples drawn anew, so many times as many as make test tries (its own are always the same ones):
# make random TIMES=50
TIMES ?= 10
random: $(VENV)/.test
	EXAMPLES_TIMES=$(TIMES) $(PYTEST) --dist load --timeout 7200 -m hypothesis $(PYTEST_ARGS)

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Everything that runs killed at random while 500 arrivals come in, under 20 minutes; then workers alone, in both
# modes; then with EVERY_STEP what make test cuts short: each stage and each story of a kill in both modes, a restore
# at every one of its steps, more papers drawn, on both databases what make test runs on one in turn. Any seed must
# pass: make drill DRILL_ARGS="--seed 7"
drill: $(VENV)/.test
	$(BIN)/python -m drills.faults $(DRILL_ARGS)
	$(BIN)/python -m drills.kill
	EVERY_STEP=1 $(PYTEST) tests/crash tests/samples/test_submissions.py
	EVERY_STEP=1 $(PYTEST) -k "sqlite or postgresql" tests/processing tests/review

# Mutated mails, PDFs and pictures through the parsers: make fuzz FUZZ_ARGS="--count 20000"
fuzz: $(VENV)/.test
	$(BIN)/python -m drills.fuzz $(FUZZ_ARGS)

# What a page costs beside the readers' calls alone: of a drawn sample, or of PAGES=a/folder/of/submissions.
benchmark: $(VENV)/.test
	$(BIN)/python -m benchmarks.readers.cost $(PAGES)

# Messages a second into custody, beside a bare download of the same mailbox: make benchmark-mailbox COUNT=10000
benchmark-mailbox: $(VENV)/.test
	$(BIN)/python -m benchmarks.mailbox.run $(if $(COUNT),--count $(COUNT))

# Peaks of memory on a 500-page PDF and on pages of 100 megapixels, beside the limit.
benchmark-memory: $(VENV)/.test
	$(BIN)/python -m benchmarks.memory.run

# Matching beside Splink and a plain rapidfuzz scan of the same papers; neither run nor test need Splink.
benchmark-matching: $(VENV)/.test
	$(BIN)/uv pip install -q --python $(VENV) --no-deps --require-hashes -r requirements/compare.lock
	$(BIN)/python -m benchmarks.matching.beside

# Trains the classifier of kinds; the same code gives the same model, whose measures stand in kinds.json beside it.
# What it learned is kept as features (papers.npz), on which `oems-intake learn` of an office rests.
learn: $(VENV)/.test
	$(BIN)/python -m samples.learn --copies 4 --strength 4 --out intake/classifiers/model
	$(BIN)/python -m samples.learn_features --copies 4 --out intake/classifiers/model

# Trains the model of what stands around a value, on drawn and read papers and some thousands put together at random, and
# for measuring three more that did not see a third of the layouts. Takes an hour; KEPT=file keeps the read papers between
# runs, layout by layout: whoever is stopped goes on from there.
ROLES_FOLDS ?= $(if $(KEPT),$(KEPT).folds,build/roles-folds)
learn-roles: $(VENV)/.test
	$(BIN)/python -m samples.learn_roles $(if $(KEPT),--kept $(KEPT)) --folds $(ROLES_FOLDS) --out intake/extractors/model

# Learns how sure a value is, after learn-roles, from the same papers, each judged by a model that never saw its layout: two
# minutes where KEPT=file keeps them; SURE_KEPT=file names others. The judged values are kept (values.json.gz), on which `oems-intake
# learn --what fields` of an office rests.
SURE_KEPT ?= $(KEPT)
learn-calibration: $(VENV)/.test
	$(BIN)/python -m samples.learn_calibration $(if $(SURE_KEPT),--kept $(SURE_KEPT)) --folds $(ROLES_FOLDS) \
	  --out intake/extractors/calibration.json --values intake/extractors/values.json.gz

# Counts what each reader makes of letters, of the papers that learn-roles keeps: by it misread names are spelled. Two minutes.
learn-letters: $(VENV)/.test
	$(BIN)/python -m samples.learn_letters --kept "$(KEPT)" --out intake/extractors/model/letters.json

# Chooses of KEPT (papers of held-out layouts, drawn and read) those on which `oems-intake learn --what forms` measures.
freeze-papers: $(VENV)/.test
	$(BIN)/python -m samples.freeze_papers "$(KEPT)" intake/extractors/papers.json.gz

# Makes the list of how common a word is as a name, from a folder with the three files of names of the Census of 1990:
# make list-names CENSUS=folder
list-names: $(VENV)/.test
	$(BIN)/python -m samples.list_names "$(CENSUS)" --out intake/extractors/model/names.txt.gz

# Learns how much an agreement says in matching, from people and papers that are drawn in two minutes. How the readers
# misread stands in readings.csv, which KEPT=file (papers kept by learn-roles) makes anew. Draws the pairs anew
# that `oems-intake learn --what matching` of an office rests on.
learn-matching: $(VENV)/.test
	$(if $(KEPT),$(BIN)/python -m benchmarks.matching.readings --kept $(KEPT))
	$(BIN)/python -m benchmarks.matching.learn_matching --out processing/matching/weights.json
	$(BIN)/python -m benchmarks.matching.freeze_pairs --out processing/matching/pairs.json.gz

# Learns the first reader's recogniser further, on drawn and worn lines: half an hour to draw them, and MINUTES from there.
# Needs npm, and some gigabytes for what it learns with, which neither run nor test need. DRAWN is a folder that keeps the
# typefaces, the lines and what was learned between runs; MEASURED=file (JSON) says how it reads.
DRAWN ?= build/lines
DRAWN_FILES ?= 20
MINUTES ?= 42
learn-lines: $(VENV)/.test
	$(BIN)/uv pip install -q --python $(VENV) --no-deps --require-hashes -r requirements/lines.lock
	test -d $(DRAWN)/faces/print || $(BIN)/python -m samples.lines.fetch $(DRAWN)/faces
	seq $(DRAWN_FILES) | OMP_NUM_THREADS=1 xargs -P 2 -I {} sh -c 'test -e $(DRAWN)/cut/{}.npz || \
	  $(BIN)/python -m samples.lines.cut --faces $(DRAWN)/faces --seed {} --sheets 60 --out $(DRAWN)/cut/{}.npz'
	$(BIN)/python -m samples.lines.learn --lines $(DRAWN)/cut --minutes $(MINUTES) --out $(DRAWN)/learned.npz
	$(BIN)/python -m samples.lines.ship $(DRAWN)/learned.npz --share 1.0 $(if $(MEASURED),--measured $(MEASURED)) \
	  --out intake/readers/model

lock: $(VENV)/.test
	scripts/lock.sh

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(VENV)/bin/uv: requirements/bootstrap.lock
	scripts/debian.sh $(RUN_PACKAGES)
	test -x $(BIN)/python || /usr/bin/python3 -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	touch $@

$(VENV)/.run: $(VENV)/bin/uv requirements/run.lock pyproject.toml
	scripts/debian.sh $(RUN_PACKAGES)
	test -e $(VENV)/.test || $(BIN)/uv pip install -q --python $(VENV) --no-deps --require-hashes -r requirements/run.lock
	$(BIN)/uv pip install -q --python $(VENV) --no-deps --no-build-isolation -e .
	touch $@

# Debian's packages and Python's come in side by side.
$(VENV)/.test: $(VENV)/bin/uv requirements/test.lock pyproject.toml
	scripts/debian.sh $(TEST_PACKAGES) & debian=$$!; trap 'kill $$debian; exit 1' INT TERM; \
	$(BIN)/uv pip install -q --python $(VENV) --no-deps --require-hashes -r requirements/test.lock; python=$$?; \
	wait $$debian && exit $$python
	$(BIN)/uv pip install -q --python $(VENV) --no-deps --no-build-isolation -e .
	touch $@
