package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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

	"newsdex/article"
	"newsdex/engine"
	"newsdex/search"
)

var kills = flag.Int("kills", 4, "how often TestKilled kills a run at a random moment")

// TestKilled holds that a run that is killed and started again ends as one that
// was never disturbed: the same articles, copies and answers.
func TestKilled(t *testing.T) {
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
	for range *kills {
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
	t.Logf("%d runs of %v killed, in %d indexes", killed, took, *kills)
}

// killedCorpus makes a folder of files of several kinds, with changed and copied
// articles.
func killedCorpus(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "news")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("grain war wheat port ship sea harbour rates bank minister talks border export treaty")
	text := func() string {
		var b strings.Builder
		for range 60 {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		return b.String()
	}
	copied := text()
	for file := range 8 {
		var b strings.Builder
		for n := range 700 {
			body := text()
			if n%50 == 0 {
				body = copied
			}
			fmt.Fprintf(&b, `{"id": "%d-%d", "title": "%s %d", "body": "%s", "date": "2022-%02d-%02d", "source": "S%d"}`+"\n",
				file, n%690, words[n%len(words)], n%7, body, 1+n%12, 1+n%28, file)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("wire%d.jsonl", file)), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 60 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("note%02d.txt", n)), []byte("Note\n\n"+text()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// digestOf is a digest of all articles of an index, but for when they were first
// seen, of their copies, and of what questions find, in which order.
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
	for _, q := range []string{"grain", `"wheat port"`, "grain W/3 war", "minister AND NOT treaty", "source:S3 harbour", "exp* OR rat?s", `"Note"`, "published:2022-03 sea"} {
		for _, fold := range []bool{false, true} {
			res, err := search.Run(ctx, e, search.Request{Q: q, Limit: search.MaxLimit, Fold: fold, Unmarked: true})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(h, q, res.Total, res.Folded)
			for _, hit := range res.Hits {
				fmt.Fprintf(h, "%s %.9f %q\n", hit.Article.ID, hit.Score, hit.Copies)
			}
		}
	}
	return fmt.Sprintf("%d articles, %s", len(lines), hex.EncodeToString(h.Sum(nil)[:8]))
}
