package bleve

import (
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"

	"newsdex/engine/bleve/postings"
	"newsdex/engine/bleve/sequence"
)

// inverted is what an inverter made: terms in the order of their keys, and
// articles as numbers of them.
type inverted struct {
	terms []term
	heads []uint64 // the first bytes of each key, which most keys differ in
	texts []codedText
	codes []int32 // of each term, -1 for none; see assign
}

// done returns what the inverter made, which must not be used any more.
func (v *inverter) done() *inverted {
	type item struct {
		head uint64
		term int32
	}
	order := make([]item, len(v.terms))
	for n := range v.terms {
		var b [8]byte
		copy(b[:], v.terms[n].key)
		order[n] = item{binary.BigEndian.Uint64(b[:]), int32(n)}
	}
	slices.SortFunc(order, func(a, b item) int {
		return compareKeys(a.head, b.head, &v.terms[a.term], &v.terms[b.term])
	})
	out := &inverted{terms: make([]term, len(order)), heads: make([]uint64, len(order)), texts: v.texts}
	to := make([]int32, len(order))
	for i, h := range order {
		out.terms[i], out.heads[i], to[h.term] = v.terms[h.term], h.head, int32(i)
	}
	for i := range out.terms {
		renumber(out.terms[i].forms, to)
	}
	out.renumber(to)
	return out
}

// compareKeys orders two terms by their keys, of which heads are the beginnings.
func compareKeys(headA, headB uint64, a, b *term) int {
	if headA != headB {
		return cmp.Compare(headA, headB)
	}
	return strings.Compare(a.key, b.key)
}

func renumber(numbers, to []int32) {
	for i, n := range numbers {
		numbers[i] = to[n]
	}
}

func (v *inverted) renumber(to []int32) {
	for _, t := range v.texts {
		renumber(t.headline, to)
		renumber(t.body, to)
	}
}

// join returns what was made of two runs of documents, of which the second
// follows the first. Neither must be used any more.
func join(first, second *inverted) *inverted {
	size := len(first.terms) + len(second.terms)
	out := &inverted{terms: make([]term, 0, size), heads: make([]uint64, 0, size)}
	a, b := first.terms, second.terms
	toA, toB := make([]int32, len(a)), make([]int32, len(b))
	for i, j := 0, 0; i < len(a) || j < len(b); {
		n := int32(len(out.terms))
		order := -1
		switch {
		case i == len(a):
			order = 1
		case j < len(b):
			order = compareKeys(first.heads[i], second.heads[j], &a[i], &b[j])
		}
		if order <= 0 {
			out.terms, out.heads, toA[i] = append(out.terms, a[i]), append(out.heads, first.heads[i]), n
			i++
		}
		if order > 0 {
			out.terms, out.heads, toB[j] = append(out.terms, b[j]), append(out.heads, second.heads[j]), n
			out.terms[n].forms = nil // added below
			j++
		} else if order == 0 {
			t := &out.terms[n]
			t.postings, t.uses, t.coded = append(t.postings, b[j].postings...), t.uses+b[j].uses, t.coded || b[j].coded
			toB[j] = n
			j++
		}
	}
	for i := range a {
		renumber(a[i].forms, toA) // the same memory in out
	}
	for j := range b {
		renumber(b[j].forms, toB)
		t := &out.terms[toB[j]]
		t.forms = append(t.forms, b[j].forms...)
	}
	first.renumber(toA)
	second.renumber(toB)
	out.texts = append(first.texts, second.texts...)
	return out
}

// assign gives the commonest terms the least codes, of those that have one.
func (v *inverted) assign() {
	v.codes = make([]int32, len(v.terms))
	var uses []uint64 // how seldom a term is used, then its number
	for n := range v.terms {
		if v.codes[n] = -1; v.terms[n].coded {
			uses = append(uses, uint64(math.MaxUint32-v.terms[n].uses)<<32|uint64(n))
		}
	}
	slices.Sort(uses)
	for code, u := range uses {
		v.codes[uint32(u)] = int32(code)
	}
}

// writeTerms writes the table of terms and the forms of stems; lists go to w.
func (v *inverted) writeTerms(lists io.Writer, weigh postings.Weigh) (terms, forms []byte, err error) {
	w := postings.NewWriter(lists, weigh)
	var codes []uint32
	for n := range v.terms {
		t := &v.terms[n]
		for _, p := range t.postings {
			w.Add(p)
		}
		extra := uint64(0)
		switch t.key[0] {
		case wordKey, unusualKey:
			extra = uint64(v.codes[n] + 1)
		case stemKey:
			codes = codes[:0]
			for _, f := range t.forms {
				codes = append(codes, uint32(v.codes[f]))
			}
			extra, forms = uint64(len(forms)), appendForms(forms, codes)
		}
		if err := w.Term([]byte(t.key), extra); err != nil {
			return nil, nil, err
		}
	}
	terms, err = w.Close()
	return terms, forms, err
}

// writeSequences writes the words of each article in their order.
func (v *inverted) writeSequences(to io.Writer) error {
	w := sequence.NewWriter(to)
	codes := func(numbers []int32) []uint32 {
		out := make([]uint32, len(numbers))
		for i, n := range numbers {
			out[i] = uint32(v.codes[n])
		}
		return out
	}
	for _, t := range v.texts {
		if err := w.Add(sequence.Text{Headline: codes(t.headline), Body: codes(t.body), Paragraphs: t.paragraphs, Sentences: t.sentences}); err != nil {
			return err
		}
	}
	return w.Close()
}
