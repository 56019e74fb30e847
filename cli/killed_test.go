package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"newsdex/article"
	"newsdex/engine"
	"newsdex/engine/enginetest/gen"
	"newsdex/search"
	"newsdex/search/query"
)

var kills = flag.Int("kills", 4, "how often TestKilled kills a run at a random moment")

// TestKilled holds that a run that is killed and started again ends as one that
// was never disturbed: the same articles, copies and answers.
func TestKilled(t *testing.T) {
	times := *kills
	if racing {
		times = 1
	}
	news := killedCorpus(t)
	run := func(dir string) *exec.Cmd {
		c := exec.Command("newsdex", "index", "--index", filepath.Join(dir, "index"), news)
		c.Env = append(os.Environ(), "NO_COLOR=1")
		return c
	}
	whole := t.TempDir()
	begin := time.Now()
	if out, err := run(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(begin)
	want := digestOf(t, filepath.Join(whole, "index"))
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	killed := 0
	for range times {
		dir := t.TempDir()
		for range 1 + rng.IntN(2) {
			c := run(dir)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			after := time.Duration(rng.Int64N(int64(took)))
			time.Sleep(after)
			_ = c.Process.Kill()
			if c.Wait() != nil {
				killed++
			}
		}
		if out, err := run(dir).CombinedOutput(); err != nil {
			t.Fatalf("after a kill: %v\n%s", err, out)
		}
		if got := digestOf(t, filepath.Join(dir, "index")); got != want {
			t.Errorf("after a kill the index is another one: %s, want %s", got, want)
		}
	}
	t.Logf("%d runs of %v killed, in %d indexes", killed, took, times)
}

// killedCorpus makes a folder of files of several kinds, with changed and copied
// articles, dates of all kinds and fields of all kinds.
func killedCorpus(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "news")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	g := killedArticles()
	copied := g.Article(0)
	for file := range 8 {
		var b strings.Builder
		enc := json.NewEncoder(&b)
		for n := range 700 {
			a := g.Article(file*700 + n)
			if n%50 == 0 {
				a.Headline, a.Body = copied.Headline, copied.Body
			}
			line := map[string]any{
				"id":    fmt.Sprintf("%d-%d", file, n%690), // the last ten are updates
				"title": a.Headline, "body": a.Body, "author": a.Byline, "source": a.Source, "section": a.Section, "tags": a.Tags, "lang": a.Lang, "url": a.URL,
			}
			if !a.Published.IsZero() {
				line["date"] = a.Published.String()
			}
			if !a.Updated.IsZero() {
				line["updated"] = a.Updated.String()
			}
			if err := enc.Encode(line); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("wire%d.jsonl", file)), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 60 {
		a := g.Article(10_000 + n)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("note%02d.txt", n)), []byte(a.Headline+"\n\n"+a.Body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// killedArticles makes the articles of killedCorpus: short ones, to have many.
func killedArticles() *gen.Generator { return gen.New(gen.Options{Seed: 7, Words: 60}) }

// goldenQueries are 200 queries of all kinds, of words that the articles have.
func goldenQueries() []string {
	g := killedArticles()
	rng := rand.New(rand.NewPCG(5, 6))
	var out []string
	for len(out) < 200 {
		a := g.Article(rng.IntN(5000))
		words := strings.FieldsFunc(a.Body, func(r rune) bool { return !unicode.IsLetter(r) })
		if len(words) < 10 || a.Published.IsZero() || len(a.Byline) == 0 || len(a.Tags) == 0 {
			continue
		}
		at := rng.IntN(len(words) - 4)
		w := words[at : at+4]
		beginning := w[0]
		if r := []rune(beginning); len(r) > 3 {
			beginning = string(r[:3])
		} else {
			beginning = "the"
		}
		shapes := [...]string{
			fmt.Sprintf("%q", w[0]), fmt.Sprintf("%q", strings.Join(w[:2], " ")), fmt.Sprintf("%q", strings.Join(w, " ")),
			fmt.Sprintf("(%q OR %q) -%q", w[0], w[1], w[2]), fmt.Sprintf("%q %q", w[0], w[3]), fmt.Sprintf("%q OR %q OR %q", w[0], w[1], w[3]),
			fmt.Sprintf("%q W/3 %q", w[0], w[2]), fmt.Sprintf("%q PRE/4 %q", w[0], w[3]), fmt.Sprintf("%q W/S %q", w[0], w[1]), fmt.Sprintf("%q NOT W/2 %q", w[0], w[1]),
			beginning + "*", fmt.Sprintf("headline:%q", w[0]), fmt.Sprintf("ATLEAST2(%q)", w[0]), fmt.Sprintf("source:%q %q", a.Source, w[0]), fmt.Sprintf("tag:%q", a.Tags[0]),
			fmt.Sprintf("byline:%q", a.Byline[0]), "published:" + a.Published.Day[:7], "before:" + a.Published.Day + fmt.Sprintf(" %q", w[0]), "published:none " + beginning + "*",
			strings.ToLower(w[0]) + " OR " + strings.ToLower(w[1]),
		}
		out = append(out, shapes[len(out)%len(shapes)])
	}
	return out
}

// digestOf is a digest of all articles of an index (identifier, content hash, all
// fields, dates with their origins, where they were read), but for when they were
// first seen; of their copies; and of what 200 questions find: identifiers, order,
// scores, totals and what is folded.
func digestOf(t *testing.T, dir string) string {
	t.Helper()
	ctx := context.Background()
	e, err := engine.Open(ctx, dir, engine.Ask)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	h := sha256.New()
	var lines []string
	r := search.Request{Limit: search.MaxLimit, Unmarked: true}
	for {
		res, err := search.Run(ctx, e, r)
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range res.Hits {
			copies, err := e.(interface {
				Copies(context.Context, *article.Article) ([]string, error)
			}).Copies(ctx, hit.Article)
			if err != nil {
				t.Fatal(err)
			}
			a := *hit.Article
			a.FirstSeen = time.Time{}
			lines = append(lines, fmt.Sprintf("%+v %q\n", a, copies))
		}
		if r.Cursor = res.NextCursor; r.Cursor == "" {
			break
		}
	}
	slices.Sort(lines)
	for _, l := range lines {
		h.Write([]byte(l))
	}
	for _, q := range goldenQueries() {
		for _, fold := range []bool{false, true} {
			res, err := search.Run(ctx, e, search.Request{Q: q, Syntax: query.Lenient, Limit: search.MaxLimit, Fold: fold, Unmarked: true})
			if err != nil {
				t.Fatalf("%s: %v", q, err)
			}
			fmt.Fprintln(h, q, res.Total, res.Folded)
			for _, hit := range res.Hits {
				fmt.Fprintf(h, "%s %.9f %q\n", hit.Article.ID, hit.Score, hit.Copies)
			}
		}
	}
	return fmt.Sprintf("%d articles, %s", len(lines), hex.EncodeToString(h.Sum(nil)[:8]))
}
