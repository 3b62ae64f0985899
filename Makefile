# Thin calls; the logic is in scripts/ and in the program itself.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/ratusz/target

.PHONY: run test slow bench lint shots demo-reset build frontend

run: build ## build all, make the demo municipality, serve it at http://localhost:8080
	scripts/run

build:
	scripts/build

frontend:
	scripts/frontend

test: ## format, lint, unit and front-door tests on SQLite and PostgreSQL, browser journeys
	scripts/test

lint: frontend
	scripts/lint

slow: ## the same with 100,000 random histories and 200 killed processes
	RATUSZ_SLOW=1 scripts/test

bench: frontend ## figures for this machine
	scripts/bench

shots: frontend ## a screenshot of every page at 1280 and 360 px, in shots/
	scripts/shots

demo-reset: ## throw the demo away and make it again at the next `make run`
	rm -rf data
