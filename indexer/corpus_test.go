package indexer

import (
	"compress/gzip"
	"context"
	"os"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format"
	"newsdex/indexer/format/formattest"
)

// counter is a Writer that only counts.
type counter struct {
	articles, dated, bodies int
	bytes                   int64
}

func (c *counter) Write(_ context.Context, batch []*article.Article) ([]article.Outcome, error) {
	out := make([]article.Outcome, len(batch))
	for i, a := range batch {
		out[i] = article.Outcome{ID: a.ID, Kind: article.Added}
		c.articles++
		c.bytes += int64(len(a.Headline) + len(a.Body))
		if !a.Published.IsZero() {
			c.dated++
		}
		if a.Body != "" {
			c.bodies++
		}
	}
	return out, nil
}

func (c *counter) Remove(context.Context, []string) ([]bool, error) { return nil, nil }

// TestCorpora: no record of a real archive is lost, and every one that says
// when it was published is dated.
func TestCorpora(t *testing.T) {
	tests := []struct {
		name                             string
		records, articles, dated, bodies int
	}{
		// Record 12793 has neither title nor body: there is no article in it.
		{"text/reuters21578.jsonl.gz", 21578, 21577, 21573, 19779},
		{"text/digitalgov.jsonl.gz", 2083, 2083, 2079, 2083}, // 270 bodies from summaries
		{"text/wikinews.jsonl.gz", 295, 295, 295, 295},
		{"text/whitehouse.jsonl.gz", 5000, 5000, 5000, 4998}, // two bodies are pictures
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := formattest.SharedFile(t, tt.name)
			var c counter
			r, err := Run(t.Context(), &c, []string{path}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			balanced(t, r)
			if r.Read != tt.records || r.Added != tt.articles || c.dated != tt.dated || c.bodies != tt.bodies {
				t.Errorf("%d dated, %d bodies, %v", c.dated, c.bodies, r)
			}
			for _, p := range r.Problems {
				if p.Code != invalidRecord || p.Field != "headline" {
					t.Errorf("skipped %s", p)
				}
			}
		})
	}
}

// BenchmarkBuild turns records into articles: what an ingest costs before the
// engine.
func BenchmarkBuild(b *testing.B) {
	path := formattest.SharedFile(b, "text/reuters21578.jsonl.gz")
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	lines, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	var recs []format.Record
	bytes := 0
	for rec, err := range format.Lines(lines) {
		if err != nil {
			b.Fatal(err)
		}
		if rec.Headline+rec.Body == "" {
			continue
		}
		recs = append(recs, rec)
		bytes += len(rec.Headline) + len(rec.Body)
	}
	builder := NewBuilder(Options{})
	b.SetBytes(int64(bytes / len(recs)))
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if _, _, err := builder.Build(recs[i%len(recs)], article.Place{Source: path, Record: i}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkRun reads a whole archive into a writer that costs nothing.
func BenchmarkRun(b *testing.B) {
	path := formattest.SharedFile(b, "text/reuters21578.jsonl.gz")
	articles := 0
	for b.Loop() {
		var c counter
		if _, err := Run(b.Context(), &c, []string{path}, Options{}); err != nil {
			b.Fatal(err)
		}
		articles += c.articles
		b.SetBytes(c.bytes)
	}
	b.ReportMetric(float64(articles)/b.Elapsed().Seconds(), "articles/s")
}
