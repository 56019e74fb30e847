package blocks

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// draw returns n records of up to most bytes, of few words.
func draw(r *rand.Rand, n, most int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		for size := r.IntN(most + 1); len(out[i]) < size; {
			out[i] = fmt.Appendf(out[i], "word%d ", r.IntN(300))
		}
	}
	return out
}

func build(t testing.TB, records [][]byte) Reader {
	t.Helper()
	var buf bytes.Buffer
	b, err := NewBuilder(&buf)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := b.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func check(t *testing.T, r Reader, want [][]byte, rnd *rand.Rand) {
	t.Helper()
	if r.Len() != len(want) {
		t.Fatalf("%d records, want %d", r.Len(), len(want))
	}
	d, err := NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, n := range rnd.Perm(len(want)) {
		got, err := d.Get(&r, uint32(n))
		if err != nil || !bytes.Equal(got, want[n]) {
			t.Fatalf("record %d has %d bytes, want %d: %v", n, len(got), len(want[n]), err)
		}
	}
	if _, err := d.Get(&r, uint32(len(want))); err == nil {
		t.Error("read a record that is not there")
	}
}

func TestRecordsComeBackAndMerge(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 60 {
		most := []int{0, 10, 3000, 40_000}[round%4]
		var in []Reader
		var numbers [][]uint64
		var want [][]byte
		for range 1 + rnd.IntN(4) {
			records := draw(rnd, rnd.IntN(120), most)
			to := make([]uint64, len(records))
			drop := rnd.IntN(3)
			for i := range to {
				if to[i] = dropped; drop == 0 || rnd.IntN(20*drop) > 0 {
					to[i] = uint64(len(want))
					want = append(want, records[i])
				}
			}
			r := build(t, records)
			check(t, r, records, rnd)
			in, numbers = append(in, r), append(numbers, to)
		}
		var buf bytes.Buffer
		if err := Merge(&buf, in, numbers, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		merged, err := Open(buf.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		check(t, merged, want, rnd)
	}
}

func TestTooLong(t *testing.T) {
	b, err := NewBuilder(&bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Add(make([]byte, MaxRecord+1)); err == nil {
		t.Error("took a record over the limit")
	}
}

// TestTableOfFewerRecords: a table whose last block ends before the last record
// is refused; a merge would leave out the records behind it.
func TestTableOfFewerRecords(t *testing.T) {
	var buf bytes.Buffer
	b, err := NewBuilder(&buf)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range draw(rand.New(rand.NewPCG(1, 1)), 40, 3000) {
		if err := b.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	part := buf.Bytes()
	if _, err := Open(part); err != nil {
		t.Fatal(err)
	}
	part[len(part)-footerSize-4*40-4]--
	if _, err := Open(part); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened: %v", err)
	}
}

// TestForgetLetsGo: a decoder at rest does not hold a long record.
func TestForgetLetsGo(t *testing.T) {
	r := build(t, [][]byte{make([]byte, 4<<20), []byte("short")})
	d, err := NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for range 2 {
		for n, want := range []int{4 << 20, 5} {
			if got, err := d.Get(&r, uint32(n)); err != nil || len(got) != want {
				t.Fatalf("record %d has %d bytes, want %d: %v", n, len(got), want, err)
			}
		}
		if _, err := d.Get(&r, 0); err != nil || cap(d.block) < 4<<20 {
			t.Fatalf("%d bytes held while reading: %v", cap(d.block), err)
		}
		if d.Forget(); cap(d.block) > maxIdle {
			t.Errorf("%d bytes are held at rest", cap(d.block))
		}
	}
}

// FuzzOpen: no bytes make opening, reading or merging panic, and no merge loses
// a record without an error.
func FuzzOpen(f *testing.F) {
	var buf bytes.Buffer
	b, _ := NewBuilder(&buf)
	for _, r := range draw(rand.New(rand.NewPCG(1, 1)), 5, 50) {
		_ = b.Add(r)
	}
	_ = b.Close()
	f.Add(buf.Bytes())
	f.Fuzz(func(t *testing.T, part []byte) {
		r, err := Open(part)
		if err != nil || r.Len() > 1000 {
			return
		}
		d, err := NewDecoder()
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for n := range r.Len() {
			_, _ = d.Get(&r, uint32(n))
		}
		to := make([]uint64, r.Len())
		for i := range to {
			to[i] = uint64(i)
		}
		var out bytes.Buffer
		if err := Merge(&out, []Reader{r}, [][]uint64{to}, func() error { return nil }); err != nil {
			return
		}
		if m, err := Open(out.Bytes()); err != nil || m.Len() != r.Len() {
			t.Fatalf("%d records became %d: %v", r.Len(), m.Len(), err)
		}
	})
}

func BenchmarkGet(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	r := build(b, draw(rnd, 2000, 3000))
	d, _ := NewDecoder()
	defer d.Close()
	for b.Loop() {
		if _, err := d.Get(&r, uint32(rnd.IntN(2000))); err != nil {
			b.Fatal(err)
		}
	}
}
