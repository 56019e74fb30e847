# Every target is one command that a person can also type.
.PHONY: build run test check race fuzz golden bench bench-search bench-index cross

# Articles of bench-search and bench-index; more flags in ARGS, as in
#   make bench-search SIZE=100000 ARGS="-markdown docs/benchmarks.md"
SIZE ?= 20000

build:      ; CGO_ENABLED=0 go build -o newsdex .
run:        ; go run .
test:       ; go test ./...
race:       ; go test -race ./...
check: test ; go vet ./... && test -z "$$(gofmt -l .)" && go mod tidy -diff
golden:     ; go test ./engine/... ./search/... -update
bench:      ; go test -run '^$$' -bench . -benchmem ./text ./indexer ./engine/bleve
bench-search:
	go build -buildvcs=auto -o dist/bench ./engine/enginetest/bench
	dist/bench -dir dist/bench-data -size $(SIZE) $(ARGS)
bench-index:
	go build -buildvcs=auto -o dist/bench ./engine/enginetest/bench
	dist/bench -dir dist/bench-data -size $(SIZE) -index-only $(ARGS)
cross:
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -o /dev/null .
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -o /dev/null .
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o /dev/null .
fuzz:
	go test ./text -run '^$$' -fuzz FuzzTokens -fuzztime 60s
	go test ./text -run '^$$' -fuzz FuzzSentences -fuzztime 60s
	go test ./search/query -run '^$$' -fuzz FuzzParse -fuzztime 60s -fuzzminimizetime 2s
	go test ./search/query -run '^$$' -fuzz FuzzPieces -fuzztime 60s -fuzzminimizetime 2s
	go test ./search -run '^$$' -fuzz FuzzMarks -fuzztime 60s -fuzzminimizetime 2s
