package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed lists, for each package, the packages of this project that it may
// import (its tests may import more). This is the design of the house: see
// docs/architecture.md, and change it only on purpose.
var allowed = map[string][]string{
	"newsdex":                           {"cli"},
	"newsdex/article":                   {},
	"newsdex/text":                      {},
	"newsdex/seeds":                     {},
	"newsdex/search/query":              {},
	"newsdex/search/match":              {"search/query", "text"},
	"newsdex/search/passage":            {"search/match", "text"},
	"newsdex/search":                    {"search/query", "search/match", "search/passage", "text", "article"},
	"newsdex/indexer/format":            {"article", "indexer/format/decode", "indexer/format/feed", "indexer/format/fields", "indexer/format/mail", "indexer/format/page", "indexer/format/prose", "indexer/format/record", "indexer/format/warc", "indexer/format/wire"},
	"newsdex/indexer/format/decode":     {"indexer/format/record"},
	"newsdex/indexer/format/feed":       {"article", "indexer/format/decode", "indexer/format/htmltext", "indexer/format/markup", "indexer/format/rawjson", "indexer/format/record", "indexer/format/values"},
	"newsdex/indexer/format/fields":     {"article", "indexer/format/decode", "indexer/format/htmltext", "indexer/format/prose", "indexer/format/rawjson", "indexer/format/record", "indexer/format/stream"},
	"newsdex/indexer/format/formattest": {"article", "indexer/format/record"},
	"newsdex/indexer/format/htmltext":   {},
	"newsdex/indexer/format/mail":       {"article", "indexer/format/decode", "indexer/format/htmltext", "indexer/format/prose", "indexer/format/record", "indexer/format/stream", "indexer/format/values"},
	"newsdex/indexer/format/markup":     {"indexer/format/decode"},
	"newsdex/indexer/format/page":       {"article", "indexer/format/decode", "indexer/format/htmltext", "indexer/format/prose", "indexer/format/rawjson", "indexer/format/record", "indexer/format/values"},
	"newsdex/indexer/format/prose":      {"article", "indexer/format/decode", "indexer/format/htmltext", "indexer/format/rawjson", "indexer/format/record", "indexer/format/values"},
	"newsdex/indexer/format/rawjson":    {"indexer/format/record"},
	"newsdex/indexer/format/record":     {"article"},
	"newsdex/indexer/format/stream":     {"article", "indexer/format/decode", "indexer/format/record"},
	"newsdex/indexer/format/values":     {"article", "indexer/format/htmltext"},
	"newsdex/indexer/format/warc":       {"article", "indexer/format/decode", "indexer/format/prose", "indexer/format/record", "indexer/format/stream", "indexer/format/values"},
	"newsdex/indexer/format/wire":       {"article", "indexer/format/decode", "indexer/format/htmltext", "indexer/format/markup", "indexer/format/rawjson", "indexer/format/record", "indexer/format/stream", "indexer/format/values"},
	"newsdex/indexer/fetch":             {},
	"newsdex/indexer":                   {"indexer/fetch", "indexer/format", "text", "article"},
	"newsdex/engine/bleve":              {"engine/bleve/blocks", "engine/bleve/column", "engine/bleve/container", "engine/bleve/postings", "engine/bleve/sequence", "search", "search/match", "text", "article"},
	"newsdex/engine/bleve/blocks":       {},
	"newsdex/engine/bleve/column":       {},
	"newsdex/engine/bleve/container":    {},
	"newsdex/engine/bleve/postings":     {},
	"newsdex/engine/bleve/sequence":     {},
	"newsdex/engine":                    {"engine/bleve", "search", "article"},
	"newsdex/engine/enginetest/naive":   {"search", "search/match", "text", "article"},
	"newsdex/engine/enginetest":         {"engine/enginetest/naive", "search", "search/query", "search/match", "search/passage", "indexer", "indexer/format", "seeds", "text", "article"},
	"newsdex/engine/enginetest/gen":     {"article"},
	"newsdex/engine/enginetest/plain":   {"text", "article"},
	"newsdex/engine/enginetest/bench":   {"engine", "engine/enginetest/gen", "engine/enginetest/plain", "search", "search/query", "search/match", "text", "article"},
	"newsdex/web":                       {"search", "search/query", "indexer", "article", "docs"},
	"newsdex/web/client":                {"search", "search/query", "indexer", "article"},
	"newsdex/docs":                      {},
	"newsdex/eval":                      {"search", "search/query"},
	"newsdex/cli":                       {"eval", "search/query", "web", "web/client", "indexer", "engine", "search", "seeds", "article"},
}

// only lists the packages, with those below them, that may import a library:
// they hide its types. engine/enginetest/plain is beside the house: benchmarks
// compare bleve's own searchers, as they come, with what engine/bleve makes of
// its segments.
var only = map[string][]string{
	"github.com/blevesearch/bleve":        {"newsdex/engine/bleve", "newsdex/engine/enginetest/plain"},
	"github.com/blevesearch/zapx":         {"newsdex/engine/bleve/container"},
	"github.com/blevesearch/mmap-go":      {"newsdex/engine/bleve/container"},
	"github.com/klauspost/compress":       {"newsdex/engine/bleve/blocks", "newsdex/indexer", "newsdex/web"},
	"github.com/gorilla/mux":              {"newsdex/web"},
	"github.com/yuin/goldmark":            {"newsdex/web", "newsdex/indexer/format/prose"},
	"codeberg.org/readeck/go-readability": {"newsdex/indexer/format/page"},
	"github.com/pelletier/go-toml":        {"newsdex/indexer/format/prose"},
	"github.com/spf13/cobra":              {"newsdex/cli"},
	"github.com/blevesearch/snowballstem": {"newsdex/text"},
	"github.com/clipperhouse/uax29":       {"newsdex/text"},
}

func TestImports(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		rules, known := allowed[p.ImportPath]
		if !known {
			t.Errorf("%s is not in the list of packages: give it a place in the house", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if own, ours := strings.CutPrefix(i, "newsdex/"); ours && !slices.Contains(rules, own) {
				t.Errorf("%s must not import %s", p.ImportPath, i)
			}
			for lib, owners := range only {
				may := func(owner string) bool { return p.ImportPath == owner || strings.HasPrefix(p.ImportPath, owner+"/") }
				if strings.HasPrefix(i, lib) && !slices.ContainsFunc(owners, may) {
					t.Errorf("%s must not import %s: only %s may", p.ImportPath, i, strings.Join(owners, " and "))
				}
			}
		}
	}
}
