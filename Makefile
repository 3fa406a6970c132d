# The two commands a newcomer needs are `make run` and `make test`. Each target is one script in dev/, which says at its
# top what it does; nothing is hidden here.

.DEFAULT_GOAL := help
.PHONY: help run demo test lint bench bench-ui bench-smoke fuzz chaos peers clean

help: ## Shows this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Builds the engine and the plugins that ship, and runs them until Ctrl-C
	@dev/run

demo: ## Takes one plugin through its whole life, step by step
	@dev/demo

test: ## Installs what is missing, checks the sources, builds the peers, runs every test
	@dev/test

lint: ## Checks formatting, imports, module arrows, generated code, the proofs of conformance, and scripts
	@dev/lint

bench: ## Measures hosts and plugins in Swift and Go, and plugins in other languages, against each other
	@dev/bench

bench-ui: ## Measures the window in headless browsers: how fast it opens, and what busy views do to it
	@dev/bench-ui

bench-smoke: ## Sees that the benchmark works, in seconds once it is built
	@dev/bench-smoke

fuzz: ## Runs the fuzz tests for much longer than `make test` does, and fuzzes the API of an engine
	@dev/fuzz

chaos: ## Hurts 20 plugins of one engine in every way at once, for 5 minutes
	@dev/chaos

peers: ## Builds the plugins and hosts in other languages that the tests run against
	@dev/bootstrap test
	@dev/build-peers

clean: ## Removes everything that was built, peers and downloads included
	@rm -rf .build
