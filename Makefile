# Targets explain themselves: make help.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# ENV is the environment of apigen.yaml that import-api works on.
ENV ?= local
# MODE is merge or overwrite; empty is what apigen.yaml says.
MODE ?=

GO ?= go
APIGEN := bin/apigen
GOLANGCI_VERSION := v2.15.0

.PHONY: help
help: ## show this list
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  \033[1m%-16s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: up
up: $(APIGEN) ## generate, start the local gateway, import, deploy, and stay up
	@exec $(APIGEN) up

.PHONY: dev
dev: $(APIGEN) ## like up, and take every change into the running gateway
	@exec $(APIGEN) dev

.PHONY: generate
generate: $(APIGEN) ## write api/openapi.yaml and generated/ from the Go contract
	@$(APIGEN) generate
	@for config in $(EXAMPLES); do $(APIGEN) generate --config $$config || exit; done
	@for config in $(STACKS); do $(APIGEN) stack --config $$config || exit; done
	@if command -v npm >/dev/null; then $(MAKE) -s --no-print-directory generated/ts/node_modules && npm --prefix generated/ts run --silent schema >/dev/null; \
	else echo "there is no npm: generated/ts/src/schema.d.ts stays as it is" >&2; fi

EXAMPLES := $(wildcard examples/*/apigen.yaml examples/*/*/apigen.yaml)
# STACKS are the examples that keep a template.
STACKS := $(shell grep -l '^stack:' $(EXAMPLES))

.PHONY: import-api
import-api: $(APIGEN) ## import api/openapi.yaml and deploy it (ENV=local, MODE=merge|overwrite)
	@$(APIGEN) import --env $(ENV) $(if $(MODE),--mode $(MODE)) $(IMPORT_FLAGS)

.PHONY: run
run: ## run the service alone, under echo, without a gateway
	@DIRECTORY_WEB_ORIGIN=$${DIRECTORY_WEB_ORIGIN:-https://directory.example.com} $(GO) run ./cmd/server

.PHONY: local
local: $(APIGEN) ## run the local gateway with its state in .apigen/gateway
	@exec $(APIGEN) local

.PHONY: test
test: ## run every test that needs Go alone
	$(GO) test ./...
	$(GO) test -count=1 . # the whole system is built anew; go's test cache cannot see of what

.PHONY: check
check: vet lint check-generated race ## what CI runs after make test

.PHONY: vet
vet:
	$(GO) vet ./... $(GOLDEN)
	cd bench && $(GO) vet ./...

# GOLDEN are the packages that tests keep of generated code. Generated code is
# vetted and linted like any other, though go's ./... does not see these.
GOLDEN := $(patsubst %,./%,$(wildcard internal/generate/*/testdata/*/server internal/generate/*/testdata/*/client internal/generate/*/testdata/*/validate))

.PHONY: lint
lint: ## golangci-lint, at the version CI uses
	@want=$(GOLANGCI_VERSION); have=$$(golangci-lint version --short 2>/dev/null || true); \
	if [ "v$$have" = "$$want" ]; then golangci-lint run ./... $(GOLDEN); \
	else $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$$want run ./... $(GOLDEN); fi

.PHONY: race
race: ## run the tests under the race detector
	$(GO) test -race $(WALKS) ./...

# WALKS have other programs work, on pages of docs and on templates, which the race detector
# does not see.
WALKS := -skip '^(TestTutorial|TestHowTo.*|TestTemplatesPass.*|TestTerraformIsValid)$$'

.PHONY: check-generated
check-generated: $(APIGEN) ## fail when the committed document or generated code is stale
	@$(APIGEN) generate --check
	@for config in $(EXAMPLES); do $(APIGEN) generate --check --config $$config || { echo "$$config: run make generate" >&2; exit 1; }; done
	@for config in $(STACKS); do $(APIGEN) stack --check --config $$config || { echo "$$config: run make generate" >&2; exit 1; }; done

# The packages of a folder are those of its lock file.
%/node_modules: %/package-lock.json
	@npm --prefix $* ci --silent && touch $@

.PHONY: web
web: generated/ts/node_modules web/node_modules ## build the front end, which make up then serves (needs Node)
	@npm --prefix web run --silent build

.PHONY: test-web
test-web: web ## test the TypeScript client and the front end (needs Node and Chromium)
	npm --prefix generated/ts run --silent schema:check
	npm --prefix generated/ts run --silent check
	npm --prefix generated/ts run --silent test
	npm --prefix web run --silent test
	npm --prefix web run --silent test:e2e

.PHONY: docs
docs: docs/node_modules ## build the documentation site into dist/docs (needs Node); every link has to lead somewhere
	@npm --prefix docs run --silent build -- --base $(DOCS_BASE)

# DOCS_BASE is the path the site is served below.
DOCS_BASE ?= /

.PHONY: release
release: ## build apigen as a release has it, twice, and compare
	@rm -rf dist/release && mkdir -p dist/release && git archive HEAD | tar -x -C dist/release
	$(GO_RELEASE) -o dist/apigen ./cmd/apigen
	@cd dist/release && $(GO_RELEASE) -o ../apigen.again ./cmd/apigen
	@cmp dist/apigen dist/apigen.again && rm -rf dist/release dist/apigen.again && ls -l dist/apigen

GO_RELEASE := CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '-s -w -buildid='

.PHONY: bench
bench: ## benchmarks beside other tools; writes docs/benchmarks.md
	@bench/template/peers/install.sh
	@cd bench && $(GO) run ./report -o ../docs/benchmarks.md

.PHONY: coldstart
coldstart: ## cold starts and sizes beside other tools, on Linux
	@cd bench && $(GO) run ./coldstart

.PHONY: build-lambda
build-lambda: ## dist/directory.zip, ready for the provided.al2023 runtime (GOARCH=arm64)
	@mkdir -p dist/directory
	CGO_ENABLED=0 GOOS=linux GOARCH=$${GOARCH:-arm64} $(GO) build -trimpath -buildvcs=false -tags lambda.norpc -ldflags '-s -w' -o dist/directory/bootstrap ./cmd/lambda
	@cd dist/directory && rm -f ../directory.zip && GOARCH= $(GO) run ../../cmd/apigen package bootstrap ../directory.zip

.PHONY: clean
clean: ## remove what was built and the local gateway's state
	rm -rf bin dist .apigen generated/ts/dist web/dist

# Go knows what is stale better than make does.
.PHONY: $(APIGEN)
$(APIGEN):
	@$(GO) build -o $@ ./cmd/apigen
