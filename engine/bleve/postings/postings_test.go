package postings

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// weigh is a weight that grows with both counts.
func weigh(p Posting) float32 { return float32(p.Body) + 2.5*float32(p.Headline) }

// draw returns a list of n postings; gap is the mean distance of documents.
func draw(r *rand.Rand, n, gap int) []Posting {
	var out []Posting
	doc := -1
	for range n {
		doc += 1 + r.IntN(2*gap)
		p := Posting{Doc: uint32(doc), Body: 1}
		switch r.IntN(6) {
		case 0:
			p.Body = uint32(1 + r.IntN(40))
		case 1:
			p.Headline = uint32(1 + r.IntN(3))
		case 2:
			p.Body, p.Headline = 0, 1
		case 3:
			if r.IntN(50) == 0 {
				p.Body = 1 << 31
			}
		}
		out = append(out, p)
	}
	return out
}

// write returns the table of some lists by key.
func write(t testing.TB, lists map[string][]Posting) *Table {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, weigh)
	for _, key := range sortedKeys(lists) {
		for _, p := range lists[key] {
			w.Add(p)
		}
		if err := w.Term([]byte(key), uint64(len(key)*7)); err != nil {
			t.Fatal(err)
		}
	}
	terms, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	table, err := Open(terms, b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func sortedKeys(m map[string][]Posting) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func each(t testing.TB, l List) []Posting {
	t.Helper()
	var out []Posting
	if err := l.Each(func(p Posting) { out = append(out, p) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// sizes are lengths of lists around the borders of blocks.
var sizes = []int{1, 2, 3, 127, 128, 129, 255, 256, 257, 1000, 5000}

func TestListsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	lists := map[string][]Posting{}
	for _, n := range sizes {
		for _, gap := range []int{1, 3, 200, 9000} {
			lists[fmt.Sprintf("term %d %d", n, gap)] = draw(r, n, gap)
		}
	}
	table := write(t, lists)
	if table.Len() != len(lists) {
		t.Fatalf("%d terms, want %d", table.Len(), len(lists))
	}
	for key, want := range lists {
		e, ok, err := table.Get([]byte(key))
		if err != nil || !ok {
			t.Fatalf("%q: %v %v", key, ok, err)
		}
		if e.Extra != uint64(len(key)*7) || e.List.Len() != len(want) {
			t.Errorf("%q: extra %d, %d postings", key, e.Extra, e.List.Len())
		}
		if got := each(t, e.List); !slices.Equal(got, want) {
			t.Errorf("%q: other postings", key)
		}
		var docs []uint32
		if err := e.List.Docs(func(d []uint32) error { docs = append(docs, d...); return nil }); err != nil {
			t.Fatal(err)
		}
		for i, p := range want {
			if docs[i] != p.Doc {
				t.Fatalf("%q: document %d is %d, want %d", key, i, docs[i], p.Doc)
			}
		}
	}
}

func TestCursor(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 400 {
		want := draw(r, sizes[round%len(sizes)], 1+r.IntN(300))
		e, _, _ := write(t, map[string][]Posting{"a": want}).Get([]byte("a"))
		c := NewCursor(e.List, weigh)
		for _, p := range want {
			if weigh(p) > c.Max() {
				t.Fatalf("%+v weighs more than the list, %v", p, c.Max())
			}
		}
		// The maxima of blocks are the weights of postings, and the greatest is there.
		most := float32(0)
		e.List.Maxima(func(w float32) {
			most = max(most, w)
			if !slices.ContainsFunc(want, func(p Posting) bool { return weigh(p) == w }) {
				t.Fatalf("no posting weighs %v", w)
			}
		})
		if len(want) > blockSize && most != c.Max() {
			t.Fatalf("the maxima of blocks are up to %v, that of the list is %v", most, c.Max())
		}
		i := 0
		for asked := uint32(0); ; {
			for i < len(want) && want[i].Doc < asked {
				i++
			}
			// Ahead must bound every posting up to the end it gives.
			weight, last := c.Ahead(asked)
			for _, p := range want[i:] {
				if p.Doc <= last && weigh(p) > weight {
					t.Fatalf("%+v weighs more than its block to %d, %v", p, last, weight)
				}
			}
			if r.IntN(4) == 0 && c.Doc() != End && c.Doc() >= asked {
				docs, body, headline := c.Rest()
				for j := range docs {
					if (Posting{docs[j], body[j], headline[j]}) != want[i+j] {
						t.Fatalf("rest of the block at %d: %d is not %+v", i, docs[j], want[i+j])
					}
				}
				n := 1 + r.IntN(len(docs))
				c.Step(n)
				i += n
				asked = c.Doc()
			} else if r.IntN(3) > 0 {
				c.Seek(asked)
			} else {
				asked += uint32(r.IntN(50)) // only looked
				continue
			}
			if c.Err() != nil {
				t.Fatal(c.Err())
			}
			if i >= len(want) {
				if c.Doc() != End {
					t.Fatalf("stands on %d behind the end", c.Doc())
				}
				break
			}
			if c.Doc() != want[i].Doc || c.Posting() != want[i] {
				t.Fatalf("asked for %d: %+v, want %+v", asked, c.Posting(), want[i])
			}
			asked = want[i].Doc + uint32(r.IntN(1+r.IntN(2000)))
		}
	}
}

func TestIteratorFromAnywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	lists := map[string][]Posting{}
	for range 1500 {
		key := make([]byte, r.IntN(40))
		for i := range key {
			key[i] = "abc\xff\x00"[r.IntN(5)]
		}
		lists[string(key)] = draw(r, 1+r.IntN(4), 5)
	}
	keys, table := sortedKeys(lists), write(t, lists)
	for range 500 {
		from := keys[r.IntN(len(keys))]
		if r.IntN(2) == 0 {
			from += "b"
		}
		i := sort.SearchStrings(keys, from)
		is := i < len(keys) && keys[i] == from
		if e, ok, err := table.Get([]byte(from)); err != nil || ok != is || ok && !slices.Equal(each(t, e.List), lists[from]) {
			t.Fatalf("got %q: %v (%v), want %v", from, ok, err, is)
		}
		it := table.From([]byte(from))
		for range 70 {
			if !it.Next() {
				if it.Err() != nil || i < len(keys) {
					t.Fatalf("ended before %q: %v", keys[i], it.Err())
				}
				break
			}
			if string(it.Key()) != keys[i] || !slices.Equal(each(t, it.Entry().List), lists[keys[i]]) {
				t.Fatalf("from %q: %q, want %q", from, it.Key(), keys[i])
			}
			i++
		}
	}
	if _, ok, err := table.Get([]byte("not there")); ok || err != nil {
		t.Errorf("found what is not there: %v", err)
	}
}

func TestMergeIsWhatOneWriterWrites(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 60 {
		var in []*Table
		var numbers [][]uint64
		want := map[string][]Posting{}
		next := uint64(0)
		for range 1 + r.IntN(5) {
			lists := map[string][]Posting{}
			for range r.IntN(50) {
				lists[fmt.Sprint("t", r.IntN(60))] = draw(r, 1+r.IntN(300), 1+r.IntN(3))
			}
			of := make([]uint64, 2000)
			for d := range of {
				if of[d] = dropped; r.IntN(5) > 0 {
					of[d] = next
					next++
				}
			}
			for _, key := range sortedKeys(lists) {
				for _, p := range lists[key] {
					if n := of[p.Doc]; n != dropped {
						p.Doc = uint32(n)
						want[key] = append(want[key], p)
					}
				}
			}
			in, numbers = append(in, write(t, lists)), append(numbers, of)
		}
		var b bytes.Buffer
		w := NewWriter(&b, weigh)
		err := Merge(w, in, numbers, func(key []byte, from []Source) (uint64, error) {
			return from[0].Entry.Extra, nil
		}, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		terms, err := w.Close()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Open(terms, b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got.Len() != len(want) {
			t.Fatalf("%d terms, want %d", got.Len(), len(want))
		}
		for key, list := range want {
			e, ok, err := got.Get([]byte(key))
			if err != nil || !ok || !slices.Equal(each(t, e.List), list) {
				t.Fatalf("%q: %v %v", key, ok, err)
			}
		}
	}
}

// FuzzOpen: no bytes make reading panic or run without end.
func FuzzOpen(f *testing.F) {
	var b bytes.Buffer
	w := NewWriter(&b, weigh)
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 5, 128, 300} {
		for _, p := range draw(r, n, 4) {
			w.Add(p)
		}
		if err := w.Term(fmt.Appendf(nil, "%04d", n), 3); err != nil {
			f.Fatal(err)
		}
	}
	terms, err := w.Close()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(terms, b.Bytes())
	f.Fuzz(func(t *testing.T, terms, lists []byte) {
		table, err := Open(terms, lists)
		if err != nil {
			return
		}
		it := table.From([]byte("0"))
		for n := 0; it.Next() && n < 1000; n++ {
			l := it.Entry().List
			if l.Len() > 1<<16 {
				continue
			}
			_ = l.Each(func(Posting) {})
			c := NewCursor(l, weigh)
			for d := uint32(0); c.Doc() != End && d < 1<<20; d += 1000 {
				c.Ahead(d)
				c.Seek(d)
			}
		}
	})
}

func BenchmarkDocs(b *testing.B) {
	want := draw(rand.New(rand.NewPCG(1, 1)), 100_000, 4)
	e, _, _ := write(b, map[string][]Posting{"a": want}).Get([]byte("a"))
	b.SetBytes(int64(len(want)))
	for b.Loop() {
		_ = e.List.Docs(func([]uint32) error { return nil })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(want)), "ns/posting")
	b.ReportMetric(float64(e.List.size)/float64(len(want)), "bytes/posting")
}

func BenchmarkNext(b *testing.B) {
	want := draw(rand.New(rand.NewPCG(1, 1)), 100_000, 4)
	e, _, _ := write(b, map[string][]Posting{"a": want}).Get([]byte("a"))
	for b.Loop() {
		for c := NewCursor(e.List, weigh); c.Doc() != End; c.Next() {
			_ = c.Posting()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(want)), "ns/posting")
}

func BenchmarkGet(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	lists := map[string][]Posting{}
	for i := range 100_000 {
		lists[fmt.Sprintf("%x", i*7919)] = draw(r, 1, 1000)
	}
	table, keys := write(b, lists), sortedKeys(lists)
	for i := 0; b.Loop(); i++ {
		if _, ok, _ := table.Get([]byte(keys[i*7919%len(keys)])); !ok {
			b.Fatal("not found")
		}
	}
}
