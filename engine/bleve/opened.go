package bleve

import (
	"fmt"
	"slices"

	"newsdex/engine/bleve/blocks"
	"newsdex/engine/bleve/column"
	"newsdex/engine/bleve/container"
	"newsdex/engine/bleve/postings"
	"newsdex/engine/bleve/sequence"
	"newsdex/text"
)

// opened is the parts of a segment, made ready to be read.
type opened struct {
	headline, body column.Numbers // lengths in words
	reference      reference
	terms          *postings.Table
	forms          []byte
	sequences      *sequence.Reader
	langs          languages

	day, seconds, nanos, instant column.Numbers
	text                         column.Numbers
	values                       [len(columnFields)]column.Values
	stored                       blocks.Reader
}

// openParts opens the parts of a segment, copying nothing. Views of a segment
// share it, see newView: every search would spend some microseconds on it.
func openParts(s *container.Segment) (*opened, error) {
	o := &opened{forms: s.Part(partForms)}
	var err error
	open := func(name string, do func(b []byte) error) {
		if err != nil {
			return
		}
		if e := do(s.Part(name)); e != nil {
			err = fmt.Errorf("%w: opening %s: %w", ErrDamaged, name, e)
		}
	}
	numbers := func(name string, into *column.Numbers) {
		open(name, func(b []byte) (err error) { *into, err = column.OpenNumbers(b); return err })
	}
	numbers(partHeadlineLengths, &o.headline)
	numbers(partBodyLengths, &o.body)
	numbers(partDay, &o.day)
	numbers(partSeconds, &o.seconds)
	numbers(partNanos, &o.nanos)
	numbers(partInstant, &o.instant)
	numbers(partText, &o.text)
	for i, name := range columnFields {
		open(partValues+name, func(b []byte) (err error) { o.values[i], err = column.OpenValues(b); return err })
	}
	open(partReference, func(b []byte) (err error) { o.reference, err = decodeReference(b); return err })
	open(partTerms, func(b []byte) (err error) { o.terms, err = postings.Open(b, s.Part(partLists)); return err })
	open(partSequences, func(b []byte) (err error) { o.sequences, err = sequence.Open(b); return err })
	open(partStored, func(b []byte) (err error) { o.stored, err = blocks.Open(b); return err })
	if err != nil {
		return nil, err
	}
	o.langs = stemLanguages(o.columnOf("lang"))
	return o, nil
}

// languages are the languages of stems that a segment has.
type languages struct {
	// of has the language of stems for each ordinal of the column of languages.
	of []string
	// all are the different ones, but "".
	all []string
}

// stemLanguages returns the languages of stems of a column of languages.
func stemLanguages(column *column.Values) (l languages) {
	for ord := range column.Cardinality() {
		lang := text.StemLanguage(string(column.Value(uint32(ord))))
		l.of = append(l.of, lang)
		if lang != "" && !slices.Contains(l.all, lang) {
			l.all = append(l.all, lang)
		}
	}
	return l
}

// check reports a part that is not about the documents of the segment. Searches
// leave it out: what was right on opening and after each merge stays so.
func (o *opened) check(documents int) error {
	lengths := map[string]int{
		partHeadlineLengths: o.headline.Len(), partBodyLengths: o.body.Len(),
		partDay: o.day.Len(), partSeconds: o.seconds.Len(), partNanos: o.nanos.Len(), partInstant: o.instant.Len(),
		partText:      o.text.Len(),
		partSequences: o.sequences.Len(), partStored: o.stored.Len(),
	}
	for i, name := range columnFields {
		lengths[partValues+name] = o.values[i].Len()
	}
	for name, n := range lengths {
		if n != documents {
			return fmt.Errorf("%w: %s has %d documents, the segment %d", ErrDamaged, name, n, documents)
		}
	}
	return nil
}

// columnOf returns the column of a field, by its name in articles.
func (o *opened) columnOf(name string) *column.Values {
	for i, n := range columnFields {
		if n == name {
			return &o.values[i]
		}
	}
	return nil
}

// length returns the words of a document's headline and body.
func (o *opened) lengths(doc uint32) (headline, body float64) {
	return float64(o.headline.At(doc)), float64(o.body.At(doc))
}
