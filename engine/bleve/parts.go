package bleve

import (
	"bytes"
	"fmt"

	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"newsdex/article"
	"newsdex/engine/bleve/blocks"
	"newsdex/engine/bleve/column"
	"newsdex/engine/bleve/container"
	"newsdex/engine/bleve/postings"
	"newsdex/engine/bleve/sequence"
	"newsdex/text"
)

// Names of the parts of a segment, in the order they are written.
const (
	partHeadlineLengths = "length.headline" // words of each headline
	partBodyLengths     = "length.body"
	partReference       = "reference" // see weight.go
	partLists           = "lists"     // postings of words; see inverter.go
	partTerms           = "terms"
	partForms           = "forms"             // codes of the words of each stem
	partSequences       = "sequences"         // the words of each article in order
	partDay             = "published.day"     // days since 1970 in the zone of publication
	partSeconds         = "published.seconds" // since 1970: the instant, or the start of the day in UTC
	partNanos           = "published.nanos"
	partInstant         = "published.instant" // 1 where the instant is known
	partText            = "text"              // keys of texts
	partStored          = "stored"            // articles, compressed
	// The columns of values are "value." and their name.
	partValues = "value."
)

// columnFields are the fields that have a column of values.
var columnFields = [...]string{"source", "section", "byline", "tag", "lang"}

// parts builds and merges what a segment holds beside zap's image.
type parts struct{ common map[string]bool }

// Build writes the parts of a new segment.
func (p *parts) Build(docs []index.Document, w *container.Writer) error {
	in := make([]*document, len(docs))
	for i, d := range docs {
		own, ok := d.(*document)
		if !ok {
			return fmt.Errorf("a document of type %T", d)
		}
		in[i] = own
	}
	stored := make(chan storedPart, 1) // made beside the words: both take long
	go func() { stored <- newStoredPart(in) }()
	headline, body := make([]int64, len(in)), make([]int64, len(in))
	usual := newUsualStems(text.NewAnalyzer())
	if len(in) > 0 && in[0].usual != nil {
		usual = in[0].usual
	}
	for i, d := range in {
		headline[i], body[i] = int64(len(d.headline)), int64(len(d.body))
	}
	inv := invert(in, p.common, usual, workers())
	if err := writeNumbers(w, partHeadlineLengths, headline); err != nil {
		return err
	}
	if err := writeNumbers(w, partBodyLengths, body); err != nil {
		return err
	}
	ref := newReference(headline, body)
	if err := writePart(w, partReference, ref.encode()); err != nil {
		return err
	}
	w.Begin(partLists)
	terms, forms, err := inv.writeTerms(w, weigher(ref.fields,
		func(doc uint32) float64 { return float64(headline[doc]) },
		func(doc uint32) float64 { return float64(body[doc]) }))
	if err != nil {
		return err
	}
	if err := writePart(w, partTerms, terms); err != nil {
		return err
	}
	if err := writePart(w, partForms, forms); err != nil {
		return err
	}
	w.Begin(partSequences)
	if err := inv.writeSequences(w); err != nil {
		return err
	}
	if err := writeColumns(w, in); err != nil {
		return err
	}
	last := <-stored
	if last.err != nil {
		return last.err
	}
	return writePart(w, partStored, last.bytes)
}

// storedPart is the part of stored articles in the making.
type storedPart struct {
	bytes []byte
	err   error
}

func newStoredPart(docs []*document) (p storedPart) {
	defer func() {
		if r := recover(); r != nil {
			p.err = fmt.Errorf("compressing articles: %v", r)
		}
	}()
	var out bytes.Buffer
	b, err := blocks.NewBuilder(&out)
	if err != nil {
		return storedPart{err: err}
	}
	for _, d := range docs {
		if err := b.Add(d.stored); err != nil {
			return storedPart{err: fmt.Errorf("storing article %q: %w", d.id, err)}
		}
	}
	err = b.Close()
	return storedPart{out.Bytes(), err}
}

// columnValues returns the values of a field that has a column.
func columnValues(a *article.Article, name string) []string {
	if name != "lang" {
		return a.Values(name)
	}
	if a.Lang == "" {
		return nil
	}
	return []string{a.Lang}
}

func writePart(w *container.Writer, name string, b []byte) error {
	w.Begin(name)
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func writeNumbers(w *container.Writer, name string, values []int64) error {
	w.Begin(name)
	if err := column.WriteNumbers(w, values); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// newReference returns the reference of a segment of articles of these lengths.
func newReference(headline, body []int64) reference {
	var s sums
	for i := range headline {
		s.HeadlineTokens += headline[i]
		s.BodyTokens += body[i]
	}
	return reference{newBM25F(s, len(headline), DefaultScoring()).fields}
}

// writeColumns writes what is read by document, but the stored articles.
func writeColumns(w *container.Writer, docs []*document) error {
	day, seconds := make([]int64, len(docs)), make([]int64, len(docs))
	nanos, instant := make([]int64, len(docs)), make([]int64, len(docs))
	texts := make([]int64, len(docs))
	for i, d := range docs {
		texts[i] = d.textKey
		if err := publishedNumbers(d.article.Published, &day[i], &seconds[i], &nanos[i], &instant[i]); err != nil {
			return fmt.Errorf("article %q: %w", d.id, err)
		}
	}
	for _, c := range []struct {
		name   string
		values []int64
	}{{partDay, day}, {partSeconds, seconds}, {partNanos, nanos}, {partInstant, instant}, {partText, texts}} {
		if err := writeNumbers(w, c.name, c.values); err != nil {
			return err
		}
	}
	for _, name := range columnFields {
		var b column.ValuesBuilder
		for _, d := range docs {
			b.Add(columnValues(d.article, name)...)
		}
		w.Begin(partValues + name)
		if _, err := b.WriteTo(w); err != nil {
			return fmt.Errorf("writing the column of %s: %w", name, err)
		}
	}
	return nil
}

// Merge writes the parts of the segment that in becomes.
func (p *parts) Merge(in []*container.Segment, numbers [][]uint64, total int, w *container.Writer, stop <-chan struct{}) error {
	m := merger{w: w, numbers: numbers, total: total, stop: func() error {
		select {
		case <-stop:
			return segment.ErrClosed
		default:
			return nil
		}
	}}
	for _, s := range in {
		o, err := openParts(s)
		if err == nil {
			err = o.check(int(s.Count()))
		}
		if err != nil {
			return err
		}
		m.in = append(m.in, o)
	}
	for _, step := range []func() error{m.lengths, m.words, m.columns} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// merger merges the parts of several segments.
type merger struct {
	w       *container.Writer
	in      []*opened
	numbers [][]uint64
	total   int
	stop    func() error

	headline, body []int64 // lengths, by new number
}

// each returns one thing of every segment.
func each[T any](in []*opened, of func(*opened) T) []T {
	out := make([]T, len(in))
	for i, o := range in {
		out[i] = of(o)
	}
	return out
}

func (m *merger) lengths() error {
	m.headline, m.body = make([]int64, 0, m.total), make([]int64, 0, m.total)
	for i, o := range m.in {
		for d, n := range m.numbers[i] {
			if n != container.Dropped {
				m.headline = append(m.headline, o.headline.At(uint32(d)))
				m.body = append(m.body, o.body.At(uint32(d)))
			}
		}
	}
	if err := writeNumbers(m.w, partHeadlineLengths, m.headline); err != nil {
		return err
	}
	return writeNumbers(m.w, partBodyLengths, m.body)
}

func (m *merger) words() error {
	ref := newReference(m.headline, m.body)
	if err := writePart(m.w, partReference, ref.encode()); err != nil {
		return err
	}
	tables := each(m.in, func(o *opened) *postings.Table { return o.terms })
	codes, err := recode(tables, m.stop)
	if err != nil {
		return err
	}
	m.w.Begin(partLists)
	w := postings.NewWriter(m.w, weigher(ref.fields,
		func(doc uint32) float64 { return float64(m.headline[doc]) },
		func(doc uint32) float64 { return float64(m.body[doc]) }))
	var forms []byte
	err = postings.Merge(w, tables, m.numbers, func(key []byte, from []postings.Source) (uint64, error) {
		return m.extra(key, from, codes, &forms)
	}, m.stop)
	if err != nil {
		return err
	}
	terms, err := w.Close()
	if err != nil {
		return err
	}
	if err := writePart(m.w, partTerms, terms); err != nil {
		return err
	}
	if err := writePart(m.w, partForms, forms); err != nil {
		return err
	}
	m.w.Begin(partSequences)
	s := sequence.NewWriter(m.w)
	if err := sequence.Merge(s, each(m.in, func(o *opened) *sequence.Reader { return o.sequences }), m.numbers, codes, m.stop); err != nil {
		return err
	}
	return s.Close()
}

// extra returns the extra number of a merged term: the new code of a word, or
// where the new forms of a stem begin.
func (m *merger) extra(key []byte, from []postings.Source, codes [][]uint32, forms *[]byte) (uint64, error) {
	switch key[0] {
	case wordKey, unusualKey:
		for _, s := range from {
			if s.Entry.Extra > 0 {
				return uint64(codes[s.Table][s.Entry.Extra-1]) + 1, nil
			}
		}
	case stemKey:
		var all []uint32
		for _, s := range from {
			old, err := readForms(nil, m.in[s.Table].forms, s.Entry.Extra)
			if err != nil {
				return 0, err
			}
			for _, c := range old {
				if int(c) >= len(codes[s.Table]) {
					return 0, fmt.Errorf("%w: a form with code %d", ErrDamaged, c)
				}
				all = append(all, codes[s.Table][c])
			}
		}
		at := len(*forms)
		*forms = appendForms(*forms, all)
		return uint64(at), nil
	}
	return 0, nil
}

func (m *merger) columns() error {
	for _, c := range []struct {
		name string
		of   func(*opened) column.Numbers
	}{
		{partDay, func(o *opened) column.Numbers { return o.day }},
		{partSeconds, func(o *opened) column.Numbers { return o.seconds }},
		{partNanos, func(o *opened) column.Numbers { return o.nanos }},
		{partInstant, func(o *opened) column.Numbers { return o.instant }},
		{partText, func(o *opened) column.Numbers { return o.text }},
	} {
		m.w.Begin(c.name)
		if err := column.MergeNumbers(m.w, each(m.in, c.of), m.numbers); err != nil {
			return fmt.Errorf("merging %s: %w", c.name, err)
		}
	}
	for i, name := range columnFields {
		m.w.Begin(partValues + name)
		if err := column.MergeValues(m.w, each(m.in, func(o *opened) column.Values { return o.values[i] }), m.numbers); err != nil {
			return fmt.Errorf("merging the column of %s: %w", name, err)
		}
		if err := m.stop(); err != nil {
			return err
		}
	}
	m.w.Begin(partStored)
	if err := blocks.Merge(m.w, each(m.in, func(o *opened) blocks.Reader { return o.stored }), m.numbers, m.stop); err != nil {
		return fmt.Errorf("merging stored articles: %w", err)
	}
	return nil
}
