package bleve_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine/bleve"
	"newsdex/search"
	"newsdex/search/query"
)

// benchArticles is how many articles the benchmarks index.
const benchArticles = 20_000

// generated returns articles whose words follow Zipf's law, the same on every
// machine: a vocabulary of 40,000, headlines of 8 words, bodies of about 150.
func generated(n int) (articles []*article.Article, textBytes int64) {
	rnd := rand.New(rand.NewPCG(20, 26))
	zipf := rand.NewZipf(rnd, 1.07, 3, 40_000)
	words := func(n int) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "w%c%d", 'a'+rune(zipf.Uint64()%26), zipf.Uint64())
		}
		return b.String()
	}
	for i := range n {
		a := &article.Article{Headline: words(8), Body: words(100 + rnd.IntN(100)), Lang: "en", Source: fmt.Sprint("source ", rnd.IntN(20))}
		a.Published = article.Date{Day: fmt.Sprintf("%d-%02d-%02d", 2000+rnd.IntN(25), 1+rnd.IntN(12), 1+rnd.IntN(28)), Origin: article.FromField}
		a.Identify(fmt.Sprint(i))
		a.HashContent()
		articles = append(articles, a)
		textBytes += int64(len(a.Headline) + len(a.Body))
	}
	return articles, textBytes
}

func fill(b *testing.B, dir string, articles []*article.Article) *bleve.Store {
	b.Helper()
	s, err := bleve.Open(dir, bleve.Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	for len(articles) > 0 {
		n := min(500, len(articles))
		if _, err := s.Write(b.Context(), articles[:n]); err != nil {
			b.Fatal(err)
		}
		articles = articles[n:]
	}
	return s
}

// BenchmarkWrite writes the generated articles in batches of 500 and reports
// articles a second and the bytes on disk for each byte of text.
func BenchmarkWrite(b *testing.B) {
	articles, textBytes := generated(benchArticles)
	b.SetBytes(textBytes)
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "index")
		s := fill(b, dir, articles)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(sizeOf(b, dir))/float64(textBytes), "index/text")
	}
	b.ReportMetric(float64(benchArticles)*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

func sizeOf(b *testing.B, dir string) (total int64) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return total
}

// BenchmarkSearch asks one index the kinds of question there are, ten hits each.
func BenchmarkSearch(b *testing.B) {
	articles, _ := generated(benchArticles)
	s := fill(b, filepath.Join(b.TempDir(), "index"), articles)
	defer s.Close()
	for _, q := range []struct{ name, text string }{
		{"rare word", "=wa900"},
		{"common word", "=wa0"},
		{"and", "=wa0 =wb1"},
		{"or", "=wa0 OR =wb1 OR =wc2"},
		{"phrase of common words", `"wa0 wb0"`},
		{"not", "=wa0 -wb1"},
		{"month", "=wa0 published:2010-06"},
		{"browse", ""},
	} {
		n, findings := query.Parse(q.text, query.Options{Fields: search.Fields()})
		if query.HasErrors(findings) {
			b.Fatal(findings)
		}
		tree, _ := search.Resolve(n, false)
		b.Run(q.name, func(b *testing.B) {
			total := 0
			for b.Loop() {
				a, err := s.Search(b.Context(), search.Plan{Tree: tree, Limit: 10})
				if err != nil {
					b.Fatal(err)
				}
				total = a.Total
			}
			b.ReportMetric(float64(total), "hits")
		})
	}
}
