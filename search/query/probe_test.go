package query_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"newsdex/search/query"
)

func TestProbe(t *testing.T) {
	b, err := os.ReadFile("/tmp/probe.txt")
	if err != nil {
		t.Skip("no probe")
	}
	for _, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		for _, s := range []query.Syntax{query.Strict, query.Lenient, query.Words}[:1] {
			o := options(s)
			n, fs := query.Parse(line, o)
			fmt.Printf("%s\n    %s\n", line, dump(n))
			if n != nil {
				fmt.Printf("    %s\n", n.String())
			}
			fmt.Printf("    %s\n", query.ReadBack(n, o))
			for _, f := range fs {
				g := "w"
				if f.Grade == query.Error {
					g = "E"
				}
				fmt.Printf("      %s %s [%d,%d) %q fix %q: %s\n", g, f.Code, f.Span.Start, f.Span.End, line[f.Span.Start:f.Span.End], f.Fix, f.Message)
			}
		}
	}
}
