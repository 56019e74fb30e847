package bleve

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/bleve/column"
	"newsdex/search"
	"newsdex/search/match"
)

// datedArticles returns articles of which many share a second, some have no date
// and some a zone; each says "all", and every n-th number n of a few.
func datedArticles(r *rand.Rand, n int) []*article.Article {
	arts := make([]*article.Article, n)
	for i := range arts {
		words := []string{"all"}
		for _, each := range []int{2, 10, 50, 500} {
			if i%each == 0 {
				words = append(words, fmt.Sprint("each", each))
			}
		}
		a := &article.Article{Headline: strings.Join(words, " "), Body: "text", Lang: "en"}
		at := time.Date(2000+r.IntN(3), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), 0, 0, r.IntN(2)*5, time.FixedZone("", 3600*(r.IntN(27)-12)))
		switch r.IntN(4) {
		case 0: // undated
		case 1:
			a.Published = article.Date{Day: at.Format(time.DateOnly), Origin: article.FromField}
		default:
			a.Published = article.Date{Day: at.Format(time.DateOnly), Time: at, Origin: article.FromField}
		}
		a.Identify(fmt.Sprintf("id%05d", i*7919%100_003))
		a.HashContent()
		arts[i] = a
	}
	return arts
}

// datedStore returns an index of several segments with deletions, and the
// articles in it.
func datedStore(t *testing.T) (*Store, []*article.Article) {
	t.Helper()
	s, err := Open(t.TempDir(), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	held := map[string]*article.Article{}
	r := rand.New(rand.NewPCG(1, 2))
	for batch := range slices.Chunk(datedArticles(r, 4000), 1000) {
		if _, err := s.Write(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		var gone []string
		for i, a := range batch {
			if held[a.ID] = a; i%7 == 0 {
				gone = append(gone, a.ID)
				delete(held, a.ID)
			}
		}
		if _, err := s.Remove(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
	}
	var arts []*article.Article
	for _, a := range held {
		arts = append(arts, a)
	}
	return s, arts
}

func keyOf(a *article.Article) search.Key {
	k := search.Key{ID: a.ID}
	k.Published, k.Dated = a.Published.Unix()
	return k
}

// TestByDate holds pages of many sizes, from many places, against sorting.
func TestByDate(t *testing.T) {
	s, arts := datedStore(t)
	check := func(state string) {
		for _, word := range []string{"all", "each2", "each10", "each50", "each500", "none"} {
			for _, order := range []search.Sort{search.Newest, search.Oldest} {
				var want []search.Key
				for _, a := range arts {
					if slices.Contains(strings.Fields(a.Headline), word) {
						want = append(want, keyOf(a))
					}
				}
				slices.SortFunc(want, order.Compare)
				pages(t, s, state, search.Plan{Tree: &match.Word{In: match.Text, Surface: word}, Sort: order}, want)
				if word == "all" {
					pages(t, s, state, search.Plan{Tree: &match.All{}, Sort: order}, want)
				}
				if word == "all" && order == search.Newest {
					pages(t, s, state, search.Plan{Tree: &match.All{}}, want)
				}
			}
		}
	}
	check("as written")
	if err := s.Merge(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("merged")
}

// pages asks for pages around some keys.
func pages(t *testing.T, s *Store, state string, p search.Plan, want []search.Key) {
	t.Helper()
	ask := func(want []search.Key, more bool) {
		t.Helper()
		a, err := s.Search(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		var got []search.Key
		for _, h := range a.Hits {
			got = append(got, h.Key)
		}
		if !slices.Equal(got, want) || a.More != more {
			t.Errorf("%s, %+v after %+v: %+v, more %v, want %+v, %v", state, p, p.After, got, a.More, want, more)
		}
	}
	for _, p.Limit = range []int{1, 10, 100} {
		p.After, p.Backward = nil, false
		ask(want[:min(p.Limit, len(want))], len(want) > p.Limit)
		for _, i := range []int{0, 1, len(want) / 3, len(want) / 2, len(want) * 9 / 10, len(want) - 1} {
			if i < 0 || i >= len(want) {
				continue
			}
			p.After, p.Backward = &want[i], false
			rest := want[i+1:]
			ask(rest[:min(p.Limit, len(rest))], len(rest) > p.Limit)
			p.Backward = true
			rest = want[:i]
			ask(rest[max(0, len(rest)-p.Limit):], len(rest) > p.Limit)
		}
	}
}

// TestOtherTime: when the hits are all far from the end that is asked for, they
// are found all the same.
func TestOtherTime(t *testing.T) {
	s, err := Open(t.TempDir(), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var arts []*article.Article
	var want []search.Key
	for i := range 1000 {
		a := &article.Article{Headline: "Old", Body: "text"}
		if i >= 400 {
			a.Headline = "New"
		}
		a.Published = article.Date{Day: time.Unix(86400*int64(10_000+i), 0).UTC().Format(time.DateOnly), Origin: article.FromField}
		a.Identify(fmt.Sprint(i))
		a.HashContent()
		if arts = append(arts, a); i < 400 {
			want = append(want, keyOf(a))
		}
	}
	if _, err := s.Write(t.Context(), arts); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want)
	pages(t, s, "one batch", search.Plan{Tree: &match.Word{In: match.Text, Surface: "old"}, Sort: search.Newest}, want)
}

// TestDateFilters holds filters of dates against match.Date.Holds: alone, in few
// and in many documents, and in conjunctions.
func TestDateFilters(t *testing.T) {
	s, arts := datedStore(t)
	day := func(d string) *match.Bound { return &match.Bound{Day: d} }
	at := func(d string, open bool) *match.Bound {
		when, err := time.Parse(time.RFC3339, d)
		if err != nil {
			t.Fatal(err)
		}
		return &match.Bound{Time: when, Open: open}
	}
	filters := map[string]*match.Date{
		"undated": {None: true}, "all": {},
		"a day":              {From: day("2001-03-04"), To: day("2001-03-04")},
		"a week":             {From: day("2001-03-04"), To: day("2001-03-10")},
		"a year":             {From: day("2001-01-01"), To: day("2001-12-31")},
		"since":              {From: day("2000-06-05")},
		"until":              {To: day("2000-02-05")},
		"until late":         {To: day("2002-11-05")},
		"before all":         {To: day("1900-01-01")},
		"after all":          {From: day("2900-01-01")},
		"the wrong way":      {From: day("2002-01-01"), To: day("2001-01-01")},
		"some hours":         {From: at("2001-03-04T05:00:00Z", false), To: at("2001-03-07T06:00:00+02:00", true)},
		"after an instant":   {From: at("2000-06-05T12:00:00-05:00", true)},
		"before an instant":  {To: at("2002-06-05T12:00:00Z", false)},
		"day to instant":     {From: day("2001-03-04"), To: at("2001-03-04T23:59:59.999999999Z", false)},
		"far from the epoch": {From: at("0001-01-01T00:00:00Z", false), To: at("9999-12-31T23:59:59Z", false)},
	}
	for name, d := range filters {
		for _, word := range []string{"", "all", "each2", "each50", "each500"} {
			var tree match.Node = d
			if word != "" {
				tree = &match.And{Kids: []match.Node{&match.Word{In: match.Text, Surface: word}, d}}
			}
			want := 0
			for _, a := range arts {
				if (word == "" || slices.Contains(strings.Fields(a.Headline), word)) && d.Holds(a.Published.Day, a.Published.Time) {
					want++
				}
			}
			for _, c := range []struct {
				tree match.Node
				want int
			}{{tree, want}, {&match.Not{Kid: tree}, len(arts) - want}} {
				a, err := s.Search(t.Context(), search.Plan{Tree: c.tree, Limit: 3})
				if err != nil || a.Total != c.want {
					t.Errorf("%s with %q: %d, want %d: %v", name, word, a.Total, c.want, err)
				}
			}
		}
	}
}

// TestChronologyStops: an order is not made beyond a deadline, and not kept in part.
func TestChronologyStops(t *testing.T) {
	var numbers []int64
	for i := range int64(10_000) {
		numbers = append(numbers, i*1_000_000%77_777_777)
	}
	days := make([]int64, len(numbers))
	seconds, day := numbersOf(t, numbers), numbersOf(t, days)
	all, err := newChronology(t.Context(), seconds, day)
	if err != nil || !slices.IsSortedFunc(all.docs, func(a, b uint32) int { return int(numbers[a] - numbers[b]) }) {
		t.Fatalf("not in order: %v", err)
	}
	for looks := range 40 {
		if c, err := newChronology(endAfter(t.Context(), looks), seconds, day); err == nil || c != nil {
			t.Errorf("after %d looks at the deadline: done", looks)
		}
	}
	s, _ := datedStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ctx, search.Plan{Tree: &match.Date{From: &match.Bound{Day: "2001-01-01"}}, Limit: 1}); err == nil {
		t.Error("a search that was called off gave an answer")
	}
}

// ending is a context that ends after some looks at it.
type ending struct {
	context.Context
	left atomic.Int64
}

func endAfter(ctx context.Context, looks int) *ending {
	e := &ending{Context: ctx}
	e.left.Store(int64(looks))
	return e
}

func (e *ending) Err() error {
	if e.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func numbersOf(t testing.TB, values []int64) *column.Numbers {
	t.Helper()
	var b bytes.Buffer
	if err := column.WriteNumbers(&b, values); err != nil {
		t.Fatal(err)
	}
	n, err := column.OpenNumbers(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return &n
}

// BenchmarkChronology orders a million documents of twenty years.
func BenchmarkChronology(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	seconds, days := make([]int64, 1_000_000), make([]int64, 1_000_000)
	for i := range seconds {
		seconds[i] = r.Int64N(20 * 365 * 86400)
		days[i] = seconds[i] / 86400
	}
	s, d := numbersOf(b, seconds), numbersOf(b, days)
	for b.Loop() {
		_, _ = newChronology(b.Context(), s, d)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/document")
}
