package column

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

func numbers(t testing.TB, values []int64) Numbers {
	t.Helper()
	var b bytes.Buffer
	if err := WriteNumbers(&b, values); err != nil {
		t.Fatal(err)
	}
	n, err := OpenNumbers(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func all(n Numbers) []int64 {
	var out []int64
	for d := range n.Len() {
		out = append(out, n.At(uint32(d)))
	}
	return out
}

func TestNumbersComeBack(t *testing.T) {
	for name, values := range map[string][]int64{
		"none":         nil,
		"one":          {-7},
		"the same":     {3, 3, 3},
		"all missing":  {Missing, Missing},
		"same or none": {3, Missing, 3},
		"bytes":        {-100, 100, Missing, 154},
		"255 apart":    {0, 255},
		"254 apart":    {0, 254, Missing},
		"two bytes":    {19000, 20000, 65533},
		"four bytes":   {1 << 20, -(1 << 30), Missing},
		"the extremes": {math.MaxInt64, math.MinInt64 + 1, Missing, 0},
	} {
		if got := all(numbers(t, values)); !slices.Equal(got, values) {
			t.Errorf("%s: %v, want %v", name, got, values)
		}
	}
	if n := numbers(t, []int64{19000, Missing, 30000}); n.width != 2 {
		t.Errorf("days take %d bytes", n.width)
	}
}

func values(t testing.TB, docs [][]string) Values {
	t.Helper()
	var b ValuesBuilder
	for _, d := range docs {
		b.Add(d...)
	}
	var buf bytes.Buffer
	if _, err := b.WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	v, err := OpenValues(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *Values) of(doc int) []string {
	var out []string
	for _, o := range v.Ordinals(nil, uint32(doc)) {
		out = append(out, string(v.Value(o)))
	}
	return out
}

// drawValues returns documents with up to most of kinds different values.
func drawValues(r *rand.Rand, docs, kinds, most int) [][]string {
	out := make([][]string, docs)
	for i := range out {
		for range r.IntN(most + 1) {
			v := fmt.Sprint("value ", r.IntN(kinds))
			if r.IntN(9) == 0 {
				v = ""
			}
			if !slices.Contains(out[i], v) {
				out[i] = append(out[i], v)
			}
		}
	}
	return out
}

// counted returns the counts of some documents by ordinal, through slots in the
// reverse order, and how many have no value. Documents counted and taken off
// again leave nothing.
func (v *Values) counted(docs []uint32) (byOrdinal []uint32, none int) {
	n := v.Cardinality()
	slots, counts := make([]uint32, n+1), make([]uint32, n+1)
	for i := range slots {
		slots[i] = uint32(n - i)
	}
	v.Count(docs, slots, counts, 2)
	v.Count(docs, slots, counts, ^uint32(0))
	slices.Reverse(counts)
	return counts[1:], int(counts[0])
}

func TestValuesComeBackAndCount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, kinds := range []int{1, 5, 254, 255, 256, 70000} {
		for most := range 4 {
			docs := drawValues(r, 2000, kinds, most)
			v := values(t, docs)
			set, counts, none := roaring.New(), map[string]uint32{}, 0
			for d, want := range docs {
				if got := v.of(d); !slices.Equal(got, want) {
					t.Fatalf("document %d has %q, want %q", d, got, want)
				}
				one, ok := v.One(uint32(d))
				if ok != (len(want) > 0) || ok && string(v.Value(one)) != want[0] {
					t.Fatalf("document %d: One is %d %v", d, one, ok)
				}
				if r.IntN(3) == 0 {
					continue
				}
				set.Add(uint32(d))
				for _, w := range want {
					counts[w]++
				}
				if len(want) == 0 {
					none++
				}
			}
			got, missing := v.counted(set.ToArray())
			if missing != none {
				t.Errorf("%d without a value, want %d", missing, none)
			}
			for o, n := range got {
				value := string(v.Value(uint32(o)))
				if back, ok := v.Ordinal(value); !ok || back != uint32(o) || n != counts[value] {
					t.Fatalf("%q counts %d, want %d (ordinal %d, %d)", value, n, counts[value], back, o)
				}
			}
			if _, ok := v.Ordinal("not there"); ok {
				t.Error("found a value that is not there")
			}
		}
	}
}

func TestMergeIsWhatOneBuilderWrites(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		var in []Values
		var ins []Numbers
		var order [][]uint64
		var want [][]string
		var wantNumbers []int64
		for range 1 + r.IntN(4) {
			docs := drawValues(r, r.IntN(60), 10, 1+r.IntN(3))
			ns := make([]int64, len(docs))
			to := make([]uint64, len(docs))
			for d := range docs {
				if ns[d] = r.Int64N(1 << r.IntN(40)); r.IntN(5) == 0 {
					ns[d] = Missing
				}
				if to[d] = dropped; r.IntN(3) > 0 {
					to[d] = uint64(len(want))
					want, wantNumbers = append(want, docs[d]), append(wantNumbers, ns[d])
				}
			}
			in, ins, order = append(in, values(t, docs)), append(ins, numbers(t, ns)), append(order, to)
		}
		var b, c bytes.Buffer
		if err := MergeValues(&b, in, order); err != nil {
			t.Fatal(err)
		}
		if err := MergeNumbers(&c, ins, order); err != nil {
			t.Fatal(err)
		}
		v, err := OpenValues(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		n, err := OpenNumbers(c.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(all(n), wantNumbers) || v.Len() != len(want) {
			t.Fatalf("%d documents, want %d", v.Len(), len(want))
		}
		used := map[string]bool{}
		for d := range want {
			if !slices.Equal(v.of(d), want[d]) {
				t.Fatalf("document %d has %q, want %q", d, v.of(d), want[d])
			}
			for _, w := range want[d] {
				used[w] = true
			}
		}
		if v.Cardinality() != len(used) {
			t.Fatalf("%d values, %d are used", v.Cardinality(), len(used))
		}
	}
}

// withMissing returns n numbers of a span that begins so far below zero, about a
// ninth of them missing.
func withMissing(r *rand.Rand, n int, span, below int64) []int64 {
	ns := make([]int64, n)
	for i := range ns {
		if ns[i] = r.Int64N(span) - below; r.IntN(9) == 0 && span > 1 {
			ns[i] = Missing
		}
	}
	return ns
}

func TestCountNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, span := range []int64{1, 200, 1000, 60_000, 1 << 20, 1 << 40} {
		ns := withMissing(r, 500, span, span/2)
		n := numbers(t, ns)
		if least, most := slices.Min(ns), slices.Max(ns); n.Least() > least && least != Missing || n.Most() < most {
			t.Errorf("span %d: all from %d to %d, want %d to %d", span, n.Least(), n.Most(), least, most)
		}
		for _, first := range []int64{-span, -span / 2, 0, span} {
			for _, slots := range []int{1, 2, 300, 2000} {
				want, missing := map[int64]int{}, 0
				var docs []uint32
				for d := 0; d < len(ns); d += 1 + r.IntN(3) {
					docs = append(docs, uint32(d))
					if want[ns[d]]++; ns[d] == Missing {
						missing++
					}
				}
				delete(want, Missing)
				got, counts := map[int64]int{}, make([]uint32, slots)
				beyond := func(v int64) {
					if v >= first && v < first+int64(slots)-1 {
						t.Fatalf("span %d from %d in %d: %d is said to be beyond", span, first, slots, v)
					}
					got[v]++
				}
				n.Count(docs, first, counts, 1, beyond)
				for i, c := range counts[1:] {
					if c > 0 {
						got[first+int64(i)] += int(c)
					}
				}
				if !maps.Equal(got, want) || int(counts[0]) != missing {
					t.Fatalf("span %d from %d in %d: %v and %d missing, want %v and %d", span, first, slots, got, counts[0], want, missing)
				}
				n.Count(docs, first, counts, ^uint32(0), func(int64) {})
				if slices.Max(counts) != 0 {
					t.Fatalf("span %d from %d in %d: taken off again, %v are left", span, first, slots, counts)
				}
			}
		}
	}
}

// TestDamagedOrdinals changes each byte of a column to each other byte: whatever
// opens is counted and read without a panic, and no ordinal of One is one too many.
func TestDamagedOrdinals(t *testing.T) {
	for name, docs := range map[string][][]string{
		"single":  {{"a"}, {"b"}, nil},
		"several": {{"a", "b"}, nil, {"b"}},
	} {
		var b ValuesBuilder
		for _, d := range docs {
			b.Add(d...)
		}
		var buf bytes.Buffer
		if _, err := b.WriteTo(&buf); err != nil {
			t.Fatal(err)
		}
		part, opened := buf.Bytes(), 0
		for i := range part {
			for x := 1; x < 256; x++ {
				part[i] ^= byte(x)
				if v, err := OpenValues(part); err == nil && v.Len() < 1000 && v.Cardinality() < 1000 {
					opened++
					v.counted([]uint32{0, 1, 2, 3, 1 << 20})
					for d := range uint32(5) {
						v.Ordinals(nil, d)
						if o, ok := v.One(d); ok && int(o) >= v.Cardinality() {
							t.Errorf("%s, byte %d: ordinal %d of %d", name, i, o, v.Cardinality())
						}
					}
				}
				part[i] ^= byte(x)
			}
		}
		if opened == 0 {
			t.Errorf("%s: no damaged column opened, so nothing was tested", name)
		}
	}
}

// TestBeyond: documents that a column does not have count as having no value.
func TestBeyond(t *testing.T) {
	for _, docs := range [][][]string{{nil, nil}, {{"a"}, nil}, {{"a", "b"}, nil}} {
		v := values(t, docs)
		_, none := v.counted([]uint32{0, 1, 2, 70000})
		want := 3
		if v.Cardinality() == 0 {
			want = 4
		}
		if none != want {
			t.Errorf("%v: %d without a value, want %d", docs, none, want)
		}
	}
}

func TestMergeRefusesOtherNumbers(t *testing.T) {
	n, v := numbers(t, []int64{1, 2}), values(t, [][]string{{"a"}, {"b"}})
	for name, order := range map[string][][]uint64{"of none": nil, "of one more": {{0, 1}, {}}, "too few": {{0}}} {
		if err := MergeNumbers(&bytes.Buffer{}, []Numbers{n}, order); err == nil {
			t.Errorf("numbers %s: merged numbers", name)
		}
		if err := MergeValues(&bytes.Buffer{}, []Values{v}, order); err == nil {
			t.Errorf("numbers %s: merged values", name)
		}
	}
}

// FuzzOpen: no bytes make opening or reading panic.
func FuzzOpen(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for most := range 3 {
		var b ValuesBuilder
		for _, d := range drawValues(r, 9, 4, most) {
			b.Add(d...)
		}
		var buf bytes.Buffer
		_, _ = b.WriteTo(&buf)
		f.Add(buf.Bytes())
	}
	var buf bytes.Buffer
	_ = WriteNumbers(&buf, []int64{1, 2, 1 << 40, Missing})
	f.Add(buf.Bytes())
	f.Fuzz(func(t *testing.T, part []byte) {
		if n, err := OpenNumbers(part); err == nil && n.Len() < 1000 {
			all(n)
		}
		v, err := OpenValues(part)
		if err != nil || v.Len() > 1000 {
			return
		}
		for d := range v.Len() {
			v.of(d)
			v.One(uint32(d))
		}
		v.Ordinal("a")
		if v.Cardinality() < 1000 {
			v.counted([]uint32{0, 1, 2, 5000})
		}
		to := make([]uint64, v.Len())
		for d := range to {
			to[d] = uint64(d)
		}
		var out bytes.Buffer
		if err := MergeValues(&out, []Values{v}, [][]uint64{to}); err != nil {
			return
		}
		m, err := OpenValues(out.Bytes())
		if err != nil || m.Len() != v.Len() {
			t.Fatalf("%d documents became %d: %v", v.Len(), m.Len(), err)
		}
		for d := range m.Len() {
			if got, want := len(m.of(d)), len(v.of(d)); got > want {
				t.Fatalf("document %d has %d values, had %d", d, got, want)
			}
		}
	})
}

func BenchmarkCount(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var docs []uint32
	for d := range uint32(100_000) {
		if r.IntN(3) > 0 {
			docs = append(docs, d)
		}
	}
	per := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(docs)), "ns/document")
	}
	for _, c := range []struct {
		name        string
		kinds, most int
	}{{"single of 10", 10, 1}, {"single of 200", 200, 1}, {"single of 5000", 5000, 1}, {"several of 5000", 5000, 3}} {
		v := values(b, drawValues(r, 100_000, c.kinds, c.most))
		slots, counts := make([]uint32, v.Cardinality()+1), make([]uint32, v.Cardinality()+1)
		for i := range slots {
			slots[i] = uint32(i)
		}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				v.Count(docs, slots, counts, 1)
			}
			per(b)
		})
	}
	ns := make([]int64, 100_000)
	for i := range ns {
		ns[i] = r.Int64N(7300)
	}
	n, counts := numbers(b, ns), make([]uint32, 7400)
	b.Run("days", func(b *testing.B) {
		for b.Loop() {
			n.Count(docs, 0, counts, 1, func(int64) {})
		}
		per(b)
	})
}

// TestBetween holds ranges of numbers of every width against comparing each.
func TestBetween(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, span := range []int64{1, 200, 1000, 60_000, 1 << 20, 1 << 40} {
		ns := withMissing(r, 300, span, span/3)
		n := numbers(t, ns)
		bounds := []int64{Missing, Missing + 1, -span, 0, 1, span / 2, span, math.MaxInt64, ns[5], ns[50]}
		for _, first := range bounds {
			for _, last := range bounds {
				from := 64 * r.IntN(4)
				bits := make([]uint64, (len(ns)-from+63)/64)
				n.Between(first, last, from, bits)
				var docs, want []uint32
				for d, v := range ns {
					in := first <= v && v <= last
					if in {
						want = append(want, uint32(d))
					}
					docs = append(docs, uint32(d))
					if got := d >= from && bits[(d-from)/64]>>((d-from)%64)&1 == 1; got != (in && d >= from) {
						t.Fatalf("span %d, %d to %d, from %d: document %d has %d, set is %v", span, first, last, from, d, v, got)
					}
				}
				if got := n.Among(docs, first, last); !slices.Equal(got, want) {
					t.Fatalf("span %d, %d to %d: %d, want %d", span, first, last, got, want)
				}
			}
		}
	}
}

func BenchmarkBetween(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	ns := make([]int64, 100_000)
	for i := range ns {
		ns[i] = r.Int64N(7300)
	}
	n := numbers(b, ns)
	bits, docs, buf := make([]uint64, (len(ns)+63)/64), []uint32{}, make([]uint32, len(ns))
	for d := uint32(0); int(d) < len(ns); d += 1 + uint32(r.IntN(5)) {
		docs = append(docs, d)
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			n.Between(1000, 5000, 0, bits)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ns)), "ns/document")
	})
	b.Run("among", func(b *testing.B) {
		for b.Loop() {
			n.Among(buf[:copy(buf, docs)], 1000, 5000)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(docs)), "ns/document")
	})
}
