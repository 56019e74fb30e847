package sequence

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestCodes(t *testing.T) {
	last := []byte{}
	for _, code := range []uint32{0, 1, 126, 127, 128, 16382, 16383, 16384, 2097150, 2097151, 2097152, 1 << 28, 1<<32 - 1} {
		b := AppendCode(nil, code)
		got, size := Code(append(slices.Clone(b), 'x'))
		if got != code || size != len(b) {
			t.Errorf("code %d came back as %d in %d of %d bytes", code, got, size, len(b))
		}
		if len(b) < len(last) || b[len(b)-1] < 0x80 || slices.ContainsFunc(b[:len(b)-1], func(c byte) bool { return c >= 0x80 }) || bytes.IndexByte(b, 0xff) >= 0 {
			t.Errorf("code %d is % x", code, b)
		}
		last = b
	}
	for n, code := range map[int]uint32{1: 126, 2: 16382, 3: 2097150} {
		if got := len(AppendCode(nil, code)); got != n {
			t.Errorf("code %d takes %d bytes, want %d", code, got, n)
		}
	}
}

func draw(r *rand.Rand) Text {
	codes := func(n int) []uint32 {
		out := make([]uint32, n)
		for i := range out {
			switch r.IntN(4) {
			case 0:
				out[i] = uint32(r.IntN(20000))
			case 1:
				out[i] = uint32(120 + r.IntN(14))
			default:
				out[i] = uint32(r.IntN(4))
			}
		}
		return out
	}
	t := Text{Headline: codes(r.IntN(8)), Body: codes(r.IntN(90))}
	for i := 1; i < len(t.Body); i++ {
		if r.IntN(9) == 0 {
			t.Sentences = append(t.Sentences, i)
		}
		if r.IntN(20) == 0 {
			t.Paragraphs = append(t.Paragraphs, i)
		}
	}
	return t
}

func part(t testing.TB, texts []Text) *Reader {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b)
	for _, text := range texts {
		if err := w.Add(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// decode returns the text of a record.
func decode(r Record) Text {
	var out Text
	words := func(b []byte) (codes []uint32, starts []int) {
		for len(b) > 0 {
			if b[0] == paragraph {
				starts, b = append(starts, len(codes)), b[1:]
				continue
			}
			c, size := Code(b)
			codes, b = append(codes, c), b[size:]
		}
		return codes, starts
	}
	out.Headline, _ = words(r.Headline)
	out.Body, out.Paragraphs = words(r.Body)
	for _, s := range r.Sentences(nil) {
		out.Sentences = append(out.Sentences, int(s))
	}
	return out
}

func same(a, b Text) bool {
	return slices.Equal(a.Headline, b.Headline) && slices.Equal(a.Body, b.Body) &&
		slices.Equal(a.Sentences, b.Sentences) && slices.Equal(a.Paragraphs, b.Paragraphs)
}

func TestRecordsComeBackAndMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var in []*Reader
		var numbers [][]uint64
		var codes [][]uint32
		var want []Text
		for range 1 + r.IntN(4) {
			var texts []Text
			of, next := []uint64{}, r.Perm(20001)
			to := make([]uint32, len(next))
			for i, n := range next {
				to[i] = uint32(n)
			}
			for range r.IntN(30) {
				text := draw(r)
				texts = append(texts, text)
				if r.IntN(4) == 0 {
					of = append(of, dropped)
					continue
				}
				of = append(of, uint64(len(want)))
				moved := Text{Paragraphs: text.Paragraphs, Sentences: text.Sentences}
				for _, c := range text.Headline {
					moved.Headline = append(moved.Headline, to[c])
				}
				for _, c := range text.Body {
					moved.Body = append(moved.Body, to[c])
				}
				want = append(want, moved)
			}
			p := part(t, texts)
			for d, text := range texts {
				rec, err := p.Record(uint32(d))
				if err != nil || !same(decode(rec), text) {
					t.Fatalf("document %d: %v", d, err)
				}
			}
			in, numbers, codes = append(in, p), append(numbers, of), append(codes, to)
		}
		var b bytes.Buffer
		w := NewWriter(&b)
		if err := Merge(w, in, numbers, codes, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := Open(b.Bytes())
		if err != nil || got.Len() != len(want) {
			t.Fatalf("%d documents, want %d: %v", got.Len(), len(want), err)
		}
		for d, text := range want {
			rec, err := got.Record(uint32(d))
			if err != nil || !same(decode(rec), text) {
				t.Fatalf("merged document %d: %v", d, err)
			}
		}
	}
}

func TestTouch(t *testing.T) {
	p := part(t, []Text{{Headline: []uint32{1}}, {Body: []uint32{2, 3}}})
	p.Touch(nil)
	p.Touch([]uint32{0, 1, 2, 1 << 31}) // also documents that are none
}

func TestFindAndWalk(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		text := draw(r)
		rec, err := part(t, []Text{text}).Record(0)
		if err != nil {
			t.Fatal(err)
		}
		if len(text.Body) < 3 {
			continue
		}
		// A run that may stand there: two or three neighbours, or drawn codes.
		i := r.IntN(len(text.Body) - 2)
		run := slices.Clone(text.Body[i : i+2+r.IntN(2)])
		if r.IntN(3) == 0 {
			run[r.IntN(len(run))] = uint32(r.IntN(4))
		}
		var pattern []byte
		for _, c := range run {
			pattern = AppendCode(pattern, c)
		}
		want := 0
		for i := range text.Body {
			if i+len(run) > len(text.Body) || !slices.Equal(text.Body[i:i+len(run)], run) {
				continue
			}
			if !slices.ContainsFunc(text.Paragraphs, func(p int) bool { return p > i && p < i+len(run) }) {
				want++
			}
		}
		if got := NewRun(pattern).Count(rec.Body); got != want {
			t.Fatalf("%v stands %d times in %v, found %d", run, want, text.Body, got)
		}
		set, bits := NewSet(), map[uint32]uint64{}
		for n, c := range run {
			set.Add(c, 1<<n)
			bits[c] |= 1 << n
		}
		for word, at := 0, 0; at < len(rec.Body); {
			if rec.Body[at] == paragraph {
				at++
				continue
			}
			_, size := Code(rec.Body[at:])
			within := r.IntN(5)
			beside := false
			for w := max(0, word-within); w <= word+within && w < len(text.Body); w++ {
				beside = beside || w != word && bits[text.Body[w]] != 0
			}
			if got := set.Beside(rec.Body, at, within); got != beside {
				t.Fatalf("within %d of word %d of %v: %v, want %v", within, word, text.Body, got, beside)
			}
			at += size
			word++
		}
		seen := map[int32]uint64{}
		starts, n := set.Walk(rec.Body, nil, func(word int32, b uint64) { seen[word] = b })
		if int(n) != len(text.Body) || len(starts) != len(text.Paragraphs) {
			t.Fatalf("%d words and %d paragraphs, want %d and %d", n, len(starts), len(text.Body), len(text.Paragraphs))
		}
		for word, c := range text.Body {
			if seen[int32(word)] != bits[c] {
				t.Fatalf("word %d stands for %b, want %b", word, seen[int32(word)], bits[c])
			}
		}
	}
}

// FuzzOpen: no bytes make reading panic or run without end.
func FuzzOpen(f *testing.F) {
	var b bytes.Buffer
	w := NewWriter(&b)
	r := rand.New(rand.NewPCG(1, 1))
	for range 3 {
		if err := w.Add(draw(r)); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, part []byte) {
		r, err := Open(part)
		if err != nil {
			return
		}
		set := NewSet()
		set.Add(1, 1)
		for d := range min(r.Len(), 100) {
			rec, err := r.Record(uint32(d))
			if err != nil {
				continue
			}
			set.Walk(rec.Body, nil, func(int32, uint64) {})
			rec.Sentences(nil)
			Recode(nil, rec.Headline, []uint32{1, 2, 3})
		}
	})
}

func BenchmarkWalk(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	text := Text{}
	for range 300 {
		text.Body = append(text.Body, draw(r).Headline...)
	}
	rec, _ := part(b, []Text{text}).Record(0)
	set := NewSet()
	set.Add(2, 1)
	set.Add(300, 2)
	for b.Loop() {
		set.Walk(rec.Body, nil, func(int32, uint64) {})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(text.Body)), "ns/word")
}
