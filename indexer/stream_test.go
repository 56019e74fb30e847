package indexer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"newsdex/article"
	"newsdex/indexer/format"
)

func TestStream(t *testing.T) {
	in := `{"id":"a","title":"T"}

{"id":"b","title":
{"id":"c","title":7}
{"id":"a","title":"T"}
{"id":"a","title":"Other"}
{"title":"no id"}
{"id":"e"}
[]`
	m := newMemory()
	var got strings.Builder
	r, err := Stream(t.Context(), m, strings.NewReader(in), func(lines []Line) error {
		for _, l := range lines {
			b, err := json.Marshal(l)
			if err != nil {
				return err
			}
			got.Write(append(b, '\n'))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	made := article.Article{Headline: "no id"}
	made.Identify("")
	want := `{"line":1,"id":"a","outcome":"added"}
{"line":3,"outcome":"skipped","reason":"column 18: the object does not end on this line; write one whole JSON object per line"}
{"line":4,"outcome":"skipped","reason":"a number where a text should stand","field":"title"}
{"line":5,"id":"a","outcome":"unchanged"}
{"line":6,"id":"a","outcome":"updated"}
{"line":7,"id":"` + made.ID + `","outcome":"added"}
{"line":8,"outcome":"skipped","reason":"the article has neither a headline nor a body; give at least one","field":"headline"}
{"line":9,"outcome":"skipped","reason":"this is a list, not a JSON object such as {\"headline\": \"…\", \"body\": \"…\"}"}
`
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
	if a := m.held["a"]; a == nil || a.ReadFrom.Source != article.API {
		t.Errorf("read from %+v", a)
	}
	if r.Read != 8 {
		t.Errorf("read %d, want 8", r.Read)
	}
}

// TestStreamDurable: a line is answered only when its article is stored.
func TestStreamDurable(t *testing.T) {
	m := newMemory()
	n := 0
	_, err := Stream(t.Context(), m, strings.NewReader(string(manyLines(3000))), func(lines []Line) error {
		for _, l := range lines {
			n++
			if l.Line != n {
				t.Fatalf("line %d answered at %d", l.Line, n)
			}
			if m.held[l.ID] == nil {
				t.Fatalf("line %d answered before it was stored", l.Line)
			}
		}
		return nil
	})
	if err != nil || n != 3000 {
		t.Errorf("%d lines, %v", n, err)
	}
}

// TestStreamSlow: a sender that pauses has its answers all the same, and one
// that drips has them at the latest after ageFlush.
func TestStreamSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, sender := io.Pipe()
		start := time.Now()
		answered := map[int]time.Duration{}
		done := make(chan error)
		go func() {
			_, err := Stream(t.Context(), newMemory(), in, func(lines []Line) error {
				for _, l := range lines {
					answered[l.Line] = time.Since(start)
				}
				return nil
			})
			done <- err
		}()
		send := func(i int) { fmt.Fprintf(sender, "{\"id\":%d,\"title\":\"T\"}\n", i) }
		send(1)
		time.Sleep(10 * time.Second)
		drip := time.Since(start)
		for i := range 20 {
			send(i + 2)
			time.Sleep(idleFlush / 2)
		}
		sender.Close()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if len(answered) != 21 {
			t.Errorf("%d lines answered, want 21", len(answered))
		}
		if got := answered[1]; got != idleFlush {
			t.Errorf("the first line was answered after %v, want %v", got, idleFlush)
		}
		if got := answered[2] - drip; got > ageFlush {
			t.Errorf("the first of a steady drip was answered after %v, want at most %v", got, ageFlush)
		}
	})
}

// TestStreamConstant: the memory of a stream does not grow with it.
func TestStreamConstant(t *testing.T) {
	line := fmt.Sprintf("{\"title\":\"T\",\"id\":\"same\",\"body\":%q}\n", strings.Repeat("some words ", 3000))
	const lines = 1500 // about 50 MB
	var most uint64
	n := 0
	r, err := Stream(t.Context(), newMemory(), &repeat{line: line, left: lines}, func(l []Line) error {
		n += len(l)
		if n%10 != 0 {
			return nil
		}
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		most = max(most, s.HeapAlloc)
		return nil
	})
	if err != nil || n != lines || r.Unchanged != lines-1 {
		t.Fatalf("%d lines, %s, %v", n, r.Summary(), err)
	}
	if most > 40<<20 {
		t.Errorf("%d bytes live during a stream of %d", most, lines*len(line))
	}
}

// repeat gives a line many times.
type repeat struct {
	line string
	left int
	rest string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func TestStreamEnds(t *testing.T) {
	gone := errors.New("connection reset")
	none := func([]Line) error { return nil }
	t.Run("the reader fails", func(t *testing.T) {
		n := 0
		r, err := Stream(t.Context(), newMemory(), io.MultiReader(strings.NewReader(string(manyLines(3))+`{"ti`), broken{gone}), func(l []Line) error { n += len(l); return nil })
		if !errors.Is(err, gone) || n != 3 || r.Added != 3 || r.Interrupted {
			t.Errorf("%d answered, %s, %v", n, r.Summary(), err)
		}
	})
	t.Run("the writer fails", func(t *testing.T) {
		m := newMemory()
		m.fail = errTest
		r, err := Stream(t.Context(), m, strings.NewReader(string(manyLines(3))), func(l []Line) error { t.Errorf("answered %v", l); return nil })
		if !errors.Is(err, errTest) || r.Read != 0 {
			t.Errorf("%s, %v", r.Summary(), err)
		}
	})
	t.Run("the receiver fails", func(t *testing.T) {
		r, err := Stream(t.Context(), newMemory(), &repeat{line: string(manyLines(1)), left: 1 << 40}, func([]Line) error { return gone })
		if !errors.Is(err, gone) || r.Interrupted {
			t.Errorf("%s, %v", r.Summary(), err)
		}
	})
	t.Run("the client leaves", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		r, err := Stream(ctx, newMemory(), &repeat{line: string(manyLines(1)), left: 1 << 40}, func(l []Line) error {
			if n += len(l); n > 1000 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || !r.Interrupted || r.Read != n {
			t.Errorf("%d answered, %s, %v", n, r.Summary(), err)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		if r, err := Stream(t.Context(), newMemory(), strings.NewReader("\n\n"), none); err != nil || r.Read != 0 {
			t.Errorf("%s, %v", r.Summary(), err)
		}
	})
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestPut(t *testing.T) {
	tests := []struct {
		name, id, body string
		want           string // outcome and id, or the error
	}{
		{"an id from the path", "a/b", "{\n\"title\": \"T\"\n}", "added a/b"},
		{"the same id twice", "1", `{"id":1,"title":"T"}`, "added 1"},
		{"another id", "x", `{"id":"y","title":"T"}`, `invalid id: the article says "y" and the address "x"`},
		{"an id from the record", "", `{"id":"r","title":"T"}`, "added r"},
		{"no id", "", `{"url":"https://example.org/1","title":"T"}`, "added u-"},
		{"a bad id", "..", `{"title":"T"}`, `invalid id: "." and ".." cannot`},
		{"nothing to read", "1", `{}`, "invalid headline: "},
		{"no object", "1", `[]`, "broken : this is a list"},
		{"a wrong type", "1", `{"body":1}`, "broken body: a number where a text should stand"},
		{"nothing sent", "1", ``, "broken : nothing was sent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			out, a, err := Put(t.Context(), m, tt.id, []byte(tt.body))
			got := string(out.Kind) + " " + out.ID
			var invalid *article.Invalid
			var broken *format.RecordError
			switch {
			case errors.As(err, &invalid):
				got = "invalid " + invalid.Error()
			case errors.As(err, &broken):
				got = "broken " + broken.Field + ": " + broken.Reason
			case err != nil:
				got = err.Error()
			case a == nil || m.held[a.ID] == nil || a.ReadFrom != article.Place{Source: article.API}:
				t.Errorf("article %+v", a)
			}
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("the writer fails", func(t *testing.T) {
		m := newMemory()
		m.fail = errTest
		if _, _, err := Put(t.Context(), m, "1", []byte(`{"title":"T"}`)); !errors.Is(err, errTest) {
			t.Errorf("got %v", err)
		}
	})
}
