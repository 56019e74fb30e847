package enginetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
)

// testConcurrent asks while batches are written and removed. A batch is one
// step: no answer may see a part of one.
func testConcurrent(t *testing.T, b bench) {
	const readers, batches, size = 3, 12, 5
	e := b.fresh(t)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range readers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var last uint64
			for {
				select {
				case <-done:
					return
				default:
				}
				last = oneLook(t, e, size, last)
				if t.Failed() {
					return
				}
			}
		}()
	}
	for n := range batches {
		var batch []*article.Article
		var ids []string
		for i := range size {
			a := made(fmt.Sprintf("%d-%d", n, i), "Ship", fmt.Sprintf("ship of batch%d", n))
			batch, ids = append(batch, a), append(ids, a.ID)
		}
		writes(t, e, slices.Repeat(kinds(added), size), batch...)
		if n%3 == 2 {
			remove(t, e, ids...)
		}
	}
	close(done)
	wg.Wait()
	if a := ask(t, e, plan(word("ship"))); a.Total != size*batches*2/3 {
		t.Errorf("in the end %d articles, want %d", a.Total, size*batches*2/3)
	}
}

// oneLook asks once and returns the generation of the answer.
func oneLook(t *testing.T, e Engine, size int, last uint64) uint64 {
	a, err := e.Search(background, plan(word("ship")))
	if err != nil {
		t.Errorf("searching while writing: %v", err)
		return last
	}
	if a.Total%size != 0 || len(a.Hits) != a.Total || a.DocFreq[0] != a.Total {
		t.Errorf("an answer saw a part of a batch of %d: total %d, %d hits, frequency %v", size, a.Total, len(a.Hits), a.DocFreq)
	}
	if a.Generation < last {
		t.Errorf("the generation went back from %d to %d", last, a.Generation)
	}
	ids := idsOf(a.Hits)
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(a.Hits) {
		t.Errorf("an answer holds an article twice: %q", idsOf(a.Hits))
	}
	for _, h := range a.Hits {
		if h.Article == nil || h.Article.ID != h.Key.ID {
			t.Errorf("hit %q without its article", h.Key.ID)
		}
	}
	if len(a.Hits) > 0 {
		// It may be gone by now, but never half there.
		got, err := e.Article(background, a.Hits[0].Key.ID)
		if err != nil && !errors.Is(err, search.ErrNotFound) || err == nil && got.Headline != "Ship" {
			t.Errorf("reading %q while writing: %v, %v", a.Hits[0].Key.ID, got, err)
		}
	}
	if _, err := e.Stats(background); err != nil {
		t.Errorf("stats while writing: %v", err)
	}
	return a.Generation
}

func testCancelled(t *testing.T, b bench) {
	e := b.fresh(t)
	fill(t, e, Corpus(t))
	ctx, cancel := context.WithCancel(background)
	cancel()
	for name, tree := range orderTrees() {
		if a, err := e.Search(ctx, plan(tree)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, cancelled: total %d, error %v; want context.Canceled", name, a.Total, err)
		}
	}
	ask(t, e, plan(&match.All{})) // and the engine still answers
}

func testDeadline(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	fill(t, e, arts)
	rs := readings(arts)
	ctx, cancel := context.WithDeadline(background, time.Now().Add(-time.Second))
	defer cancel()
	for name, tree := range orderTrees() {
		for _, sort := range []search.Sort{search.Relevance, search.Newest} {
			p := plan(tree)
			p.Sort = sort
			a, err := e.Search(ctx, p)
			if err != nil {
				t.Errorf("%s, past the deadline: %v; want what was found by then", name, err)
				continue
			}
			want := articleIDs(satisfying(tree, rs))
			if !a.Partial && a.Total != len(want) || a.Total > len(want) {
				t.Errorf("%s, past the deadline: total %d, partial %v; the exact total is %d", name, a.Total, a.Partial, len(want))
			}
			if len(a.DocFreq) != len(match.Leaves(tree)) {
				t.Errorf("%s, past the deadline: %d document frequencies", name, len(a.DocFreq))
			}
			for _, h := range a.Hits {
				if !slices.Contains(want, h.Key.ID) || h.Article == nil {
					t.Errorf("%s, past the deadline: %q is no hit", name, h.Key.ID)
				}
			}
		}
	}
	ask(t, e, plan(&match.All{}))
}

// countdown is a context whose deadline passes when it is asked about it for
// the nth time: a moment in the middle of an answer, without a clock.
type countdown struct {
	context.Context
	left atomic.Int64
	once sync.Once
	done chan struct{}
}

func newCountdown(n int) *countdown {
	c := &countdown{Context: background, done: make(chan struct{})}
	c.left.Store(int64(n))
	return c
}

func (c *countdown) tick() {
	if c.left.Add(-1) < 0 {
		c.once.Do(func() { close(c.done) })
	}
}

// Deadline is far enough away not to come about by itself.
func (c *countdown) Deadline() (time.Time, bool) { return time.Now().Add(time.Hour), true }

func (c *countdown) Done() <-chan struct{} {
	c.tick()
	return c.done
}

func (c *countdown) Err() error {
	c.tick()
	select {
	case <-c.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// testDeadlineHalfway lets the deadline pass at each moment of an answer: what
// is found by then is told, and only an answer that says so is incomplete.
func testDeadlineHalfway(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	for i := range 300 { // enough to be looked at in several steps
		arts = append(arts, made(fmt.Sprintf("near%03d", i), "Of ships", fmt.Sprintf("The harbour of ship %d, %s the quay", i, strings.Repeat("a ", i%7))))
	}
	fill(t, e, arts)
	rs := readings(arts)
	the, of := word("the"), word("of")
	for name, tree := range map[string]match.Node{
		"near":      &match.Near{A: the, B: of, Within: 2},
		"chain":     &match.Near{A: &match.Near{A: of, B: &match.Pattern{In: match.Text, Text: "sh*"}, Within: 2}, B: the, Within: 6, Ordered: true},
		"sentence":  &match.Near{A: the, B: word("quay"), Unit: match.Sentence},
		"not near":  &match.NotNear{A: the, B: word("quay"), Within: 1},
		"counted":   &match.AtLeast{Kid: the, N: 2},
		"exclusion": &match.And{Kids: []match.Node{the, &match.Not{Kid: &match.Near{A: the, B: of, Within: 2}}}},
	} {
		want := satisfying(tree, rs)
		partial := 0
		for n, whole := 0, false; !whole; n += 1 + n/4 {
			if n > 1<<20 {
				t.Errorf("%s: no answer is whole", name)
				break
			}
			for _, sort := range []search.Sort{search.Relevance, search.Newest} {
				a, err := e.Search(newCountdown(n), search.Plan{Tree: tree, Sort: sort, Limit: 20})
				if err != nil {
					t.Fatalf("%s, deadline at %d: %v", name, n, err)
				}
				whole = !a.Partial
				if a.Partial {
					partial++
				}
				checkPartial(t, fmt.Sprintf("%s, deadline at %d", name, n), a, tree, want)
			}
		}
		if partial == 0 {
			t.Errorf("%s: no deadline passes before the answer is whole", name)
		}
	}
}

// checkPartial checks an answer that may be incomplete against all hits.
func checkPartial(t *testing.T, what string, a search.Answer, tree match.Node, want []*article.Article) {
	t.Helper()
	if a.Total > len(want) || !a.Partial && a.Total != len(want) || len(a.Hits) > a.Total {
		t.Errorf("%s: total %d, partial %v, %d hits; the exact total is %d", what, a.Total, a.Partial, len(a.Hits), len(want))
	}
	if len(a.DocFreq) != len(match.Leaves(tree)) {
		t.Errorf("%s: %d document frequencies", what, len(a.DocFreq))
	}
	seen := map[string]bool{}
	for _, h := range a.Hits {
		is := slices.ContainsFunc(want, func(w *article.Article) bool { return w.ID == h.Key.ID })
		if !is || h.Article == nil || seen[h.Key.ID] {
			t.Errorf("%s: %q is no hit, comes twice or comes without its article", what, h.Key.ID)
		}
		seen[h.Key.ID] = true
	}
}
