# Martlet: `make demo` and `make test` are all that a new machine needs; `make help` lists the rest.
# DATA=digits (inside the package) or DATA=mnist; CASES, a folder of golden cases; ARGS go to the program that is run.

DATA  ?= digits
CASES ?= ../shared/golden
ARGS  ?=
SECONDS ?= 60
# The comparison with PyTorch: a program that runs two benchmarks in turn, and the other benchmark.
COMPARE ?= ../shared/bench/compare.py
PEER    ?= python3 ../shared/bench/peer_torch.py

BIN := .build/release
RESULTS := .build/performance
# Sharing one set of build products between the programs and the tests takes the same flags for both.
BUILD := swift build -c release
TEST  := swift test -c release --disable-xctest --disable-testable-imports

.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench bench-check performance conformance sanitize fuzz clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the system libraries that are missing
	@scripts/setup.sh

build: setup ## build everything in release
	$(BUILD)

demo: setup ## train a small network, DATA=digits or DATA=mnist
	$(BUILD) --product martlet
	$(BIN)/martlet demo --data $(DATA) $(ARGS)

test: setup ## run every test
	$(TEST) $(ARGS)

bench: setup ## time the workloads, ARGS="--only gemm"
	$(BUILD) --product martlet-bench
	$(BIN)/martlet-bench $(ARGS)

bench-check: setup ## name the workloads that have become slower than docs/bench-baseline.json
	$(BUILD) --product martlet-bench
	scripts/bench-check.py $(ARGS)

performance: setup ## measure beside PyTorch and renew the table of docs/performance.md, PEER="python3 peer_torch.py"
	$(BUILD) --product martlet-bench
	mkdir -p $(RESULTS) && rm -f $(RESULTS)/limits.json
	scripts/limits.py --json $(RESULTS)/limits.json
	-$(COMPARE) --ours $(BIN)/martlet-bench --peer '$(PEER)' --json $(RESULTS)/compared.json $(ARGS)
	scripts/limits.py --json $(RESULTS)/limits.json
	scripts/performance-table.py $(RESULTS)/compared.json --limits $(RESULTS)/limits.json --write

conformance: setup ## compare with the numbers of PyTorch, CASES=folder
	$(BUILD) --product martlet-conformance
	$(BIN)/martlet-conformance $(CASES) $(ARGS)

sanitize: setup ## run the op tests under the thread, address and undefined-behaviour sanitizers
	@scripts/sanitize.sh $(ARGS)

fuzz: setup ## feed damaged files to every parser, SECONDS=60 for each format, ARGS="png jpeg"
	@SECONDS_EACH=$(SECONDS) scripts/fuzz.sh $(ARGS)

clean: ## remove what was built
	swift package clean
