package bleve

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
)

// TestKept: what several ask for at once is made once; who made nothing of it, or
// cannot wait, holds up nobody.
func TestKept(t *testing.T) {
	var c segmentCache
	var held atomic.Int64 // by put
	builds := atomic.Int64{}
	begun, goOn := make(chan struct{}), make(chan struct{})
	ask := func(ctx context.Context, build func() (int64, error)) (int64, error) {
		return kept(ctx, &c, made{what: "number"},
			func() (int64, bool) { n := held.Load(); return n, n != 0 },
			func() (int64, error) { builds.Add(1); return build() },
			func(n int64) { held.Store(n) })
	}
	failed := errors.New("failed")
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := ask(t.Context(), func() (int64, error) { close(begun); <-goOn; return 0, failed })
		if !errors.Is(err, failed) {
			t.Errorf("who failed has %v", err)
		}
	})
	<-begun
	late, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ask(late, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("who cannot wait has %v", err)
	}
	for range 5 {
		wg.Go(func() {
			if n, err := ask(t.Context(), func() (int64, error) { return 7, nil }); n != 7 || err != nil {
				t.Errorf("got %d, %v", n, err)
			}
		})
	}
	close(goOn)
	wg.Wait()
	if n := builds.Load(); n != 2 {
		t.Errorf("made %d times, want once that failed and once that did not", n)
	}
	func() {
		defer func() { _ = recover() }()
		held.Store(0)
		_, _ = ask(t.Context(), func() (int64, error) { panic("damaged") })
	}()
	if n, err := ask(t.Context(), func() (int64, error) { return 8, nil }); n != 8 || err != nil {
		t.Errorf("after a panic: %d, %v", n, err)
	}
}

// TestCountsWhileWriting asks for counts, pages by date and folded answers while
// articles come and go and segments are merged: whatever state an answer is of,
// it must be one state.
func TestCountsWhileWriting(t *testing.T) {
	s, err := Open(t.TempDir(), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := rand.New(rand.NewPCG(9, 9))
	arts := datedArticles(r, 1500)
	for i, a := range arts {
		a.Source = fmt.Sprint("source ", i%7)
		a.Tags = []string{fmt.Sprint("tag ", i%11), fmt.Sprint("tag ", i%5)}[:i%3]
	}
	if _, err := s.Write(t.Context(), arts[:500]); err != nil {
		t.Fatal(err)
	}
	writing := make(chan error, 1)
	go func() {
		defer close(writing)
		for i := 500; i < len(arts); i += 100 {
			_, err := s.Write(t.Context(), arts[i:i+100])
			if err == nil {
				_, err = s.Remove(t.Context(), []string{arts[i-400].ID, arts[i-399].ID, arts[i-1].ID})
			}
			if err == nil && i%300 == 0 {
				err = s.Merge(t.Context())
			}
			if err != nil {
				writing <- err
				return
			}
		}
	}()
	word := &match.Word{In: match.Text, Surface: "each2"}
	for n, ended := 0, false; !ended || n < 20; n++ {
		select {
		case err, failed := <-writing:
			if failed {
				t.Fatal(err)
			}
			ended = true
		default:
		}
		p := search.Plan{Tree: word, Limit: 5, FacetLimit: 100, Days: true, Sort: search.Sort(n % 3), Fold: n%2 == 0}
		if n%4 > 1 {
			p.Tree = &match.All{}
		}
		for _, name := range search.FacetFields() {
			p.Facets = append(p.Facets, search.Facet{Field: name})
		}
		p.Facets[n%len(p.Facets)].Tree = &match.All{}
		a, err := s.Search(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		oneState(t, p, a)
	}
}

// oneState holds the counts of an answer against each other.
func oneState(t *testing.T, p search.Plan, a search.Answer) {
	t.Helper()
	all, hits := 0, a.Undated
	for _, d := range a.Days {
		all, hits = all+d.Articles, hits+d.Count
	}
	if hits != a.Total+a.Folded {
		t.Fatalf("%d by day, %d and %d folded", hits, a.Total, a.Folded)
	}
	_, browsed := p.Tree.(*match.All)
	for i, f := range a.Facets {
		sum := f.Missing
		for _, v := range f.Values {
			sum += v.Count
		}
		switch {
		case f.Field == "tag": // an article may count several times
		case p.Facets[i].Tree != nil && !browsed:
			if sum < all {
				t.Fatalf("%d by %s of all, %d are dated", sum, f.Field, all)
			}
		case sum != hits:
			t.Fatalf("%d by %s, want %d", sum, f.Field, hits)
		}
	}
}

// TestFarDays: days that lie thousands of years apart are counted like others.
func TestFarDays(t *testing.T) {
	s, err := Open(t.TempDir(), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := []string{"0001-01-01", "1066-10-14", "1999-12-31", "2000-01-01", "2000-01-01", "2022-07-08", "9999-12-31"}
	for i, day := range slices.Backward(want) { // each in a segment of its own
		if _, err := s.Write(t.Context(), []*article.Article{wire(fmt.Sprint(i), "text", day)}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		for _, tree := range []match.Node{&match.All{}, &match.Date{To: &match.Bound{Day: "2000-01-01"}}} {
			a, err := s.Search(t.Context(), search.Plan{Tree: tree, Days: true, Facets: []search.Facet{{Field: search.YearFacet}}, FacetLimit: 10})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			articles := 0
			for _, d := range a.Days {
				articles += d.Articles
				for range d.Count {
					got = append(got, time.Unix(int64(d.Day)*86400, 0).UTC().Format(time.DateOnly))
				}
			}
			if !slices.Equal(got, want[:a.Total]) || a.Undated != 0 || articles != len(want) || a.Facets[0].Values[0] != (search.FacetValue{Value: "2000", Count: 2}) {
				t.Errorf("%v of %d, %d undated, %+v", got, articles, a.Undated, a.Facets[0])
			}
		}
		if err := s.Merge(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCountsInTime: when time runs out somewhere on the way, no count is too
// great, and what was begun does not spoil the next answer.
func TestCountsInTime(t *testing.T) {
	s, _ := datedStore(t)
	p := search.Plan{Limit: 5, FacetLimit: 100, Days: true, Sort: search.Newest}
	for _, name := range search.FacetFields() {
		p.Facets = append(p.Facets, search.Facet{Field: name})
	}
	for _, p.Tree = range []match.Node{
		&match.All{}, &match.Word{In: match.Text, Surface: "each2"}, &match.Not{Kid: &match.Word{In: match.Text, Surface: "each10"}},
	} {
		whole, err := s.Search(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		most := map[string]int{}
		for _, f := range whole.Facets {
			for _, v := range f.Values {
				most[f.Field+v.Value] = v.Count
			}
			most[f.Field] = f.Missing
		}
		days := map[int]int{}
		for _, d := range whole.Days {
			days[d.Day] = d.Count
		}
		partial := 0
		for looks := range 150 {
			a, err := s.Search(endAfter(t.Context(), looks), p)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Facets) != len(p.Facets) || a.Undated > whole.Undated || a.Total > whole.Total {
				t.Fatalf("after %d looks at the deadline: %d facets, %d undated, %d hits", looks, len(a.Facets), a.Undated, a.Total)
			}
			for _, f := range a.Facets {
				for _, v := range f.Values {
					if v.Count > most[f.Field+v.Value] || f.Missing > most[f.Field] {
						t.Fatalf("after %d looks at the deadline: %+v, want %d at most, and %d", looks, f, most[f.Field+v.Value], most[f.Field])
					}
				}
			}
			for _, d := range a.Days {
				if d.Count > days[d.Day] {
					t.Fatalf("after %d looks at the deadline: %+v, want %d at most", looks, d, days[d.Day])
				}
			}
			if a.Partial {
				partial++
			}
		}
		again, err := s.Search(t.Context(), p)
		if err != nil || !reflect.DeepEqual(again, whole) {
			t.Fatalf("after all that: %+v, want %+v: %v", again, whole, err)
		}
		if partial == 0 {
			t.Error("no deadline passed: nothing was tested")
		}
	}
}
