# Every target is one command that a person can also type.
.PHONY: build run test check race fuzz golden bench bench-search bench-index bench-ingest bench-page browser cross

# Articles of bench-search, bench-index, bench-ingest and bench-page; more flags in ARGS, as in
#   make bench-search SIZE=100000 ARGS="-markdown docs/benchmarks.md"
SIZE ?= 20000
# How long each target of fuzz runs.
FUZZTIME ?= 60s

build:      ; CGO_ENABLED=0 go build -o newsdex .
run:        ; go run .
test:       ; go test ./...
race:       ; go test -race ./...
check: test ; go vet ./... && test -z "$$(gofmt -l .)" && go mod tidy -diff
golden:     ; go test ./engine/enginetest ./indexer ./indexer/format ./indexer/format/feed -update
bench:      ; go test -run '^$$' -bench . -benchmem ./text ./indexer ./engine/bleve
bench-search:
	go build -buildvcs=auto -o dist/bench ./engine/enginetest/bench
	dist/bench -dir dist/bench-data -size $(SIZE) $(ARGS)
bench-index:
	go build -buildvcs=auto -o dist/bench ./engine/enginetest/bench
	dist/bench -dir dist/bench-data -size $(SIZE) -index-only $(ARGS)
bench-ingest: build
	go build -buildvcs=auto -o dist/bench ./engine/enginetest/bench
	dist/bench -dir dist/bench-data -size $(SIZE) -ingest ./newsdex $(ARGS)
bench-page: build
	go build -buildvcs=auto -o dist/bench ./engine/enginetest/bench
	dist/bench -dir dist/bench-data -size $(SIZE) -page ./newsdex $(ARGS)
# The pages in chromium, from PATH or NEWSDEX_BROWSER; ARGS as in
#   make browser ARGS="-v -run TestBrowser/tasks"
browser:
	go vet -tags browser ./web/browser
	go test -tags browser -count=1 -timeout 20m ./web/browser $(ARGS)
cross:
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -o /dev/null .
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -o /dev/null .
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o /dev/null .
fuzz:
	grep -rho --include='*_test.go' --with-filename '^func Fuzz[A-Za-z]*' . | sed 's#/[^/]*:func # #' | while read dir target; do \
		echo "$$dir $$target"; go test "$$dir" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s || exit 1; \
	done
