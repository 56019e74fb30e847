package bleve

import (
	"encoding/binary"
	"fmt"
	"math"

	"newsdex/engine/bleve/postings"
)

// The weight of a posting is the normalised frequency of BM25F, before it is
// saturated: what the score of a word grows with. It depends on the average
// lengths, which change with every batch, so a segment stores the greatest
// weights of its blocks under averages of its own, the reference, and a search
// scales them to what it uses.

// reference is what the weights of a segment were made with.
type reference struct{ fields [textFields]fieldWeight }

// encode returns the reference as the part of a segment: three float64 a field.
func (r reference) encode() []byte {
	var b []byte
	for _, f := range r.fields {
		for _, v := range []float64{f.weight, f.b, f.averageLength} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

func decodeReference(b []byte) (r reference, err error) {
	if len(b) != 24*len(r.fields) {
		return r, fmt.Errorf("%w: a reference of %d bytes", ErrDamaged, len(b))
	}
	next := func() float64 {
		v := math.Float64frombits(binary.LittleEndian.Uint64(b))
		b = b[8:]
		return v
	}
	for i := range r.fields {
		r.fields[i] = fieldWeight{next(), next(), next()}
	}
	return r, nil
}

// rounding is more than what storing a weight as float32 changes of it.
const rounding = 1e-6

// scale returns what a weight under the reference must be multiplied with so
// that it is no less than the weight under other fields. The length of an
// article enters both as 1 − b + b·length/average, whose quotient is greatest
// at one of its ends.
func (r reference) scale(fields [textFields]fieldWeight) float64 {
	_, most := r.scales(fields)
	return most * (1 + rounding)
}

// leastScale returns what a weight under the reference must be multiplied with so
// that it is no more than the weight under other fields.
func (r reference) leastScale(fields [textFields]fieldWeight) float64 {
	least, _ := r.scales(fields)
	return least * (1 - rounding)
}

func (r reference) scales(fields [textFields]fieldWeight) (least, most float64) {
	least = math.Inf(1)
	for i, f := range fields {
		ref := r.fields[i]
		if f.weight == 0 {
			least = 0
			continue
		}
		short, long := 1.0, 1.0
		if ref.b < 1 || f.b < 1 {
			short = (1 - ref.b) / (1 - f.b)
		}
		if ref.b > 0 || f.b > 0 {
			long = ref.b / ref.averageLength * f.averageLength / f.b
		}
		most = max(most, f.weight/ref.weight*max(short, long))
		least = min(least, f.weight/ref.weight*min(short, long))
	}
	return least, most
}

// weigher returns the weights of postings under some fields, given the lengths
// of each document. It is never less than the exact weight.
func weigher(fields [textFields]fieldWeight, headline, body func(doc uint32) float64) postings.Weigh {
	return func(p postings.Posting) float32 {
		w := 0.0
		if p.Headline > 0 {
			w += fields[inHeadline].normalised(float64(p.Headline), headline(p.Doc))
		}
		if p.Body > 0 {
			w += fields[inBody].normalised(float64(p.Body), body(p.Doc))
		}
		return math.Nextafter32(float32(w), math.MaxFloat32)
	}
}
