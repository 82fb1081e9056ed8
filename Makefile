# The everyday commands. Each installs what it needs first, and says so; each is quick when nothing has changed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Without it, SwiftPM passes the traits of a package in random order, and builds that package again each time.
export SWIFT_DETERMINISTIC_HASHING = 1

SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Parts
REFERENCE := .build/reference
# A folder of its own: in one for both, each build would compile the C libraries of the other one's anew.
OPTIMISED := .build/optimised
BINARY := $(OPTIMISED)/release/dbconverge
# So many tests at a time: all at once they starve each other on a small machine, until their time limits end them.
TEST = swift test $(DEBUG_OPTIONS) --experimental-maximum-parallelization-width
# Paths of the checkout are not in it, so that one commit gives the same bytes wherever it is built.
NEUTRAL := -Xcc -ffile-prefix-map=$(CURDIR)=. -Xcxx -ffile-prefix-map=$(CURDIR)=. -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=.
# A program that is started every minute: lld packs its relocations and exports nothing, so that less is read at each start.
LINKED := -debug-info-format none -Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs -Xlinker --no-export-dynamic
RELEASE = swift build --scratch-path $(OPTIMISED) -c release --static-swift-stdlib $(LINKED) $(NEUTRAL) $(shell scripts/build-identity)
# Options of the builds for debugging: .ci/run leaves out what only a debugger reads.
DEBUG_OPTIONS ?=

.PHONY: help setup build release test reference check lint format e2e bench bench-parts demo soak fuzz package try-package

help: ## show this
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what building needs
	@scripts/setup

build: setup ## build for debugging
	swift build --build-tests $(DEBUG_OPTIONS)

release: setup ## build the program as it is used, with Swift's run-time in it
	$(RELEASE) --product dbconverge

reference: $(REFERENCE)/installed ## install what the tests compare with: the vendor's SDK, time zones, validators, linters

$(REFERENCE)/installed: scripts/requirements-reference.txt | setup
	python3 -m venv $(REFERENCE)
	$(REFERENCE)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

test: setup reference ## run every test but those of the release binary
	$(TEST) 16 --skip EndToEndTests --skip SimulationTests --skip GitSourceTests
	$(TEST) 32 --skip-build --filter 'GitSourceTests|SimulationTests'

soak: setup ## play a million random rollouts of each kind; hours (SEEDS=N: that many; FIRST=N: from the seed N on)
	DBCONVERGE_FIRST_SEED=$(or $(FIRST),0) DBCONVERGE_SEEDS=$(or $(SEEDS),1000000) swift test --filter SimulationTests.SimulationTests

fuzz: setup ## bend a million answers, 50,000 to their bytes, and 100,000 repositories, and read them (BODIES=N, REPOSITORIES=N: that many)
	DBCONVERGE_BODIES=$(or $(BODIES),1000000) DBCONVERGE_REPOSITORIES=$(or $(REPOSITORIES),100000) swift test --filter FuzzTests

lint: setup ## check the format
	swift format lint --strict --recursive --parallel $(SOURCES)

format: setup ## mend the format
	swift format --in-place --recursive --parallel $(SOURCES)

check: lint build test ## what every commit passes: format, warnings as errors, tests

e2e: build release ## run the release binary against the simulator's process
	$(RELEASE) --product GitProbe
	DBCONVERGE_BINARY=$(CURDIR)/$(BINARY) $(TEST) 8 --skip-build --filter EndToEndTests

package: release ## make dist/: a Debian package, a portable tarball, an OCI image, and their SHA-256
	@scripts/setup patchelf dpkg-dev binutils lintian umoci
	@scripts/package $(BINARY)
	@scripts/package-image
	lintian --allow-root --fail-on error,warning dist/*.deb

try-package: package ## install what is in dist/ where nothing else is, and try it (needs root)
	@scripts/setup debootstrap umoci
	@scripts/try-package $(SUITES)

bench: release reference ## measure the release binary beside its peers (ARGS="--instances 1000": see Benchmarks/README.md)
	@scripts/setup time gcc
	python3 Benchmarks/bench.py --binary $(BINARY) --python $(REFERENCE)/bin/python $(ARGS)

bench-parts: setup ## measure the parts of the program, each alone (ARGS='--filter YAML.*': some of them)
	swift package --package-path Benchmarks benchmark $(ARGS)

demo: setup ## see it work: a commit becomes a converged fleet
	swift build --product dbconverge $(DEBUG_OPTIONS)
	@scripts/demo .build/debug/dbconverge
