# What can be done with this tree. The logic of tests and checks sits in .ci/.
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
PANEL := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts frontend/tsconfig.json -type f ! -name '*.test.ts*' 2>/dev/null)
MODULES := frontend/node_modules/.package-lock.json

.PHONY: help run build test check faults soak bench mutants lighthouse screenshots fmt generate clean
help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start Clientele with the sandbox
	@.ci/schema || echo "The sandbox starts without the official schema and checks no GraphQL."
	@bin/clientele sandbox

build: frontend/dist/index.html ## build bin/clientele with the panel inside
	@go build -ldflags "-X main.version=$(VERSION)" -o bin/clientele ./app
frontend/dist/index.html: $(PANEL) $(MODULES)
	npm --prefix frontend run --silent build -- --logLevel warn && touch frontend/dist/.gitkeep $@
$(MODULES): frontend/package-lock.json
	npm --prefix frontend ci --no-audit --no-fund --loglevel=error >/dev/null && touch $@

test: ## install what the tests need, then run all of them
	@.ci/setup && .ci/check
check: ## run every gate with what is installed
	@.ci/check
faults: ## kill, cut off and repeat at full size; takes an hour or two
	FAULTS=1 go test -count=1 -p 1 -timeout 180m -v -run '^TestF[0-9]|^TestTheProgramAndAPlainLedgerAgree$$' ./...
soak: ## run at half of the peak for ten minutes, or SOAK=1h, and look what grows
	SOAK=$${SOAK:-10m} FAULTS=1 go test -count=1 -timeout 0 -v -run '^TestF47' ./app
bench: ## measure beside the plain driver and other stacks; BENCH=full for all, BENCH_ONLY for parts
	@.ci/bench
mutants: ## break one rule of the books at a time and see which test notices
	node .ci/mutants.mjs
lighthouse: build ## measure a product page on a phone, with and without the blocks
	@mkdir -p .cache/lighthouse && npm --prefix .cache/lighthouse install --no-save --no-audit --no-fund --loglevel=error lighthouse@12.8.2 >/dev/null
	@LIGHTHOUSE_DIR=.cache/lighthouse node frontend/browser/lighthouse.mjs
screenshots: build ## take the pictures of the panel, one of them for the README
	npm --prefix frontend run --silent screenshots
	cp screenshots-out/contact-en-1280.png docs/panel.png
fmt: ## format Go files
	@git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 gofmt -l -w
generate: ## write the API document, the route list and the panel's types anew
	@.ci/generate
clean: ## remove what was built; data/ stays
	rm -rf bin .cache frontend/node_modules frontend/test-results screenshots-out bench-out
	find frontend/dist -mindepth 1 ! -name .gitkeep -delete
