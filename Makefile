# The few commands people type. `make preview` and `make test` do all their set-up themselves.

VENV := .venv
BIN := $(VENV)/bin
STACK ?= dev
DIST ?= dist
# The first interpreter on PATH that the pinned wheels are built for (grpcio has none for 3.15 yet).
ifndef PYTHON
PYTHON := $(firstword $(foreach candidate,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(candidate) -c 'import sys; print("$(candidate)" if (3, 11) <= sys.version_info < (3, 15) else "")' 2>/dev/null)))
endif
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade

# Ends a target where there is no interpreter, or one that the pins do not fit.
define CHECKED
@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12, 3.13 or 3.14 on PATH. Install one, or name it: make PYTHON=/path/to/python3.13 ..." >&2; exit 2; }
@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { echo "$(PYTHON) is not Python 3.11, 3.12, 3.13 or 3.14. Name one of these: make PYTHON=/path/to/python3.13 ..." >&2; exit 2; }
endef

.PHONY: help preview pack test soak golden site wheels sbom benchmark mutation rules provider-facts verdicts unlisted lock clean

help:
	@echo "make preview   the request path of STACK (default: dev) and the verdict of the policies, offline"
	@echo "make pack      an environment of the pack's own, for pulumi preview --policy-pack policies"
	@echo "make test      linting, types and tests"
	@echo "make soak      what tests draw, SOAK (default: 30) times as many new cases as make test draws (TESTS=tests)"
	@echo "make golden    accept what the program registers now: resources, posture, reports, schema of stack files"
	@echo "make site      the documents as pages, in build/site; a link that leads nowhere ends it"
	@echo "make wheels    three wheels and the pack's archive, in dist: the same bytes each time"
	@echo "make sbom      what these bring, with the pinned releases, as CycloneDX, in dist"
	@echo "make benchmark what the pack costs from start to end, beside packs whose policies do nothing"
	@echo "make mutation  single defects put into pack and components: do the tests notice? (ONLY=files TESTS=tests SIZE=200)"
	@echo "make rules     write the pack's catalogue of faults, and what is made from it, again"
	@echo "make verdicts  record what is found in all fixtures as the verdicts of this release"
	@echo "make provider-facts  read the AWS provider's resource types off the pinned SDK again"
	@echo "make unlisted  what AWS's API models and cfn-lint's rules know of arguments, and no row of the pack's table asks"
	@echo "make lock      pin the newest releases again, with hashes"
	@echo "make clean     remove what make made"

preview: $(VENV)/program
	$(BIN)/preflight check --stack $(STACK) --paths

pack: policies/requirements.txt
	$(CHECKED)
	@test ! -L policies/venv || rm policies/venv
	@test -d policies/venv || $(PYTHON) -m venv policies/venv
	policies/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r policies/requirements.txt

test: $(VENV)/checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyrefly check
	$(BIN)/pytest -n 2

soak: $(VENV)/checks $(VENV)/soak
	SOAK=$(or $(SOAK),30) $(BIN)/pytest -n 2 -m "hypothesis or drawn" $(TESTS)

golden: $(VENV)/checks
	GOLDEN=write $(BIN)/pytest -n 2 --snapshot-update tests/components/test_environments.py \
		tests/components/test_posture.py tests/components/settings/test_reference.py tests/test_compositions.py \
		tests/test_changes.py

site: $(VENV)/checks
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

wheels: $(VENV)/checks
	rm -f $(DIST)/*.whl $(DIST)/*.tar.gz
	for wheel in guard preflight components; do \
		$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir $(DIST) wheels/$$wheel || exit; \
	done
	PYTHONPATH=policies $(BIN)/python -m private_api_guard.folder archive $(DIST)/private-api-guard.tar.gz

sbom: wheels $(VENV)/release
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/sbom
	$(BIN)/uv pip install --quiet --python build/sbom/bin/python --require-hashes -r requirements.txt
	$(BIN)/uv pip install --quiet --python build/sbom/bin/python --no-deps $(DIST)/*.whl
	$(BIN)/cyclonedx-py environment build/sbom --pyproject pyproject.toml --output-reproducible --output-file $(DIST)/private-api.cdx.json

benchmark: $(VENV)/checks
	$(BIN)/python -m benchmarks

mutation: $(VENV)/mutation
	$(BIN)/python -m mutation $(if $(ONLY),--only $(ONLY)) $(if $(TESTS),--tests $(TESTS)) $(if $(SIZE),--size $(SIZE))

rules: $(VENV)/checks
	$(BIN)/python -m private_api_guard.catalogue
	$(BIN)/python -m docs.generate

verdicts: $(VENV)/checks
	$(BIN)/python -m tests.verdicts

unlisted: $(VENV)/unlisted
	@$(BIN)/python -m docs.unlisted

provider-facts: $(VENV)/program
	$(BIN)/python -m preflight.provider.refresh

lock: $(VENV)/checks
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.txt
	$(COMPILE) --group mutation --constraint requirements-dev.txt -o requirements-mutation.txt
	$(COMPILE) --group release --constraint requirements-dev.txt -o requirements-release.txt
	$(COMPILE) --group unlisted --constraint requirements-dev.txt -o requirements-unlisted.txt
	$(COMPILE) policies/requirements.in -o policies/requirements.txt

clean:
	rm -rf $(VENV) policies/venv build/mutation tests/browser/node_modules tests/typescript/node_modules tests/typescript/typed/node_modules

$(VENV)/bin/pip:
	$(CHECKED)
	$(PYTHON) -m venv $(VENV)
	@test -d policies/venv -a ! -L policies/venv || ln -sfn ../$(VENV) policies/venv

$(VENV)/program: requirements.txt pyproject.toml | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/checks: requirements-dev.txt tests/browser/package-lock.json tests/typescript/package-lock.json \
		tests/fixtures/languages/go/go.sum $(VENV)/program
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent \
		|| echo "npm did not install what tests/browser/package.json names: those tests of the pictures are skipped." >&2
	@npm ci --prefix tests/typescript --ignore-scripts --no-audit --no-fund --silent \
		|| echo "npm did not install what tests/typescript/package.json names: its tests are skipped." >&2
	@go build -C tests/fixtures/languages/go -o /dev/null . \
		|| echo "go did not build tests/fixtures/languages/go: its tests are skipped." >&2
	@touch $@

$(VENV)/soak: tests/typescript/typed/package-lock.json tests/fixtures/languages/go-typed/go.sum $(VENV)/checks
	@npm ci --prefix tests/typescript/typed --ignore-scripts --no-audit --no-fund --silent \
		|| echo "npm did not install what tests/typescript/typed/package.json names: its tests are skipped." >&2
	@go build -C tests/fixtures/languages/go-typed -o /dev/null . \
		|| echo "go did not build tests/fixtures/languages/go-typed: its test is skipped." >&2
	@touch $@

$(VENV)/mutation: requirements-mutation.txt $(VENV)/checks
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutation.txt
	@touch $@

$(VENV)/release: requirements-release.txt $(VENV)/checks
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-release.txt
	@touch $@

$(VENV)/unlisted: requirements-unlisted.txt $(VENV)/checks
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-unlisted.txt
	@touch $@
