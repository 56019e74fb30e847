package bleve

import (
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
	"newsdex/text"
)

// Fields of schema v1. The text fields hold surfaces with positions, for exact
// words and phrases, and stems beside them without. A position grows by one a
// token and by one more at a paragraph, so that no phrase crosses.
const (
	fieldID = "_id" // scorch's own

	fieldHeadline     = "h" // surfaces, positions, length in tokens
	fieldBody         = "b"
	fieldHeadlineStem = "hs" // language:stem, length in tokens
	fieldBodyStem     = "bs"

	// Fields of values hold the words of the values with positions under
	// "=" + name, and whole values under "==" + name.
	wordsPrefix = "="
	wholePrefix = "=="

	fieldLang  = "lang"  // the tag and each shorter form of it: en-gb, en
	fieldURL   = "url"   // canonical
	fieldHost  = "host"  // the host and each domain above it
	fieldDate  = "date"  // day and instant, as a doc value; see column.go
	fieldPlace = "place" // where an article with an identifier made from its text was read

	fieldArticle = "a" // stored: article.Version and JSON
	fieldLengths = "n" // stored: tokens of headline and body
)

// valueFields are the fields of values, by their names in article and match.
var valueFields = [...]string{"byline", "source", "section", "tag"}

// document is one article ready for scorch.
type document struct {
	id        string
	fields    []index.Field
	textBytes uint64
}

func (d *document) ID() string                                 { return d.id }
func (d *document) Size() int                                  { return int(d.textBytes) }
func (d *document) VisitFields(v index.FieldVisitor)           { visit(d.fields, v) }
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                         { return false }
func (d *document) NumPlainTextBytes() uint64                  { return d.textBytes }
func (d *document) StoredFieldsBytes() uint64                  { return 0 }
func (d *document) Indexed() bool                              { return false }
func (d *document) AddIDField() {
	f := newField(fieldID, index.IndexField|index.StoreField)
	f.value = []byte(d.id)
	f.add(d.id, 0)
	d.fields = append(d.fields, f)
}

func visit(fields []index.Field, v index.FieldVisitor) {
	for _, f := range fields {
		v(f)
	}
}

// field is one field with ready-made tokens.
type field struct {
	name    string
	value   []byte
	options index.FieldIndexingOptions
	length  int
	freqs   index.TokenFrequencies
}

// newField returns a field of length 1. A length of 0 must not reach zap: it
// stores a term of one document as that document and the length, and takes a
// length of 0 for no document.
func newField(name string, o index.FieldIndexingOptions) *field {
	return &field{name: name, options: o, length: 1, freqs: index.TokenFrequencies{}}
}

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return f.value }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return f.length }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *field) NumPlainTextBytes() uint64                        { return uint64(len(f.value)) }

// add counts one occurrence of a term; position 0 means that none is kept.
func (f *field) add(term string, position int) {
	tf := f.freqs[term]
	if tf == nil {
		tf = &index.TokenFreq{Term: []byte(term)}
		f.freqs[term] = tf
	}
	tf.SetFrequency(tf.Frequency() + 1)
	if position > 0 {
		tf.Locations = append(tf.Locations, &index.TokenLocation{Position: position})
	}
}

const (
	indexed   = index.IndexField
	positions = index.IndexField | index.IncludeTermVectors
)

// newDocument tokenises an article and lays it out in the schema.
func newDocument(a *article.Article, an *text.Analyzer) (*document, lengths, error) {
	d := &document{id: a.ID, textBytes: uint64(len(a.Headline) + len(a.Body))}
	var n lengths
	n.headline = d.addText(fieldHeadline, fieldHeadlineStem, text.OneParagraph(an.Tokens(nil, a.Headline, a.Lang)), a.Lang)
	n.body = d.addText(fieldBody, fieldBodyStem, an.Tokens(nil, a.Body, a.Lang), a.Lang)
	for _, name := range valueFields {
		d.addValues(name, a.Values(name))
	}
	d.addTerms(fieldLang, shorterForms(a.Lang, '-', false))
	d.addTerms(fieldHost, shorterForms(a.Host(), '.', true))
	if a.URL != "" {
		d.addTerms(fieldURL, []string{article.CanonicalURL(a.URL)})
	}
	if a.Basis == article.TextID {
		var at []string
		for _, p := range append([]article.Place{a.ReadFrom}, a.AlsoReadFrom...) {
			at = append(at, p.String())
		}
		d.addTerms(fieldPlace, at)
	}
	if !a.Published.IsZero() {
		f := newField(fieldDate, indexed|index.DocValues)
		f.add(encodeDate(a.Published), 0)
		d.fields = append(d.fields, f)
	}
	stored, err := encodeArticle(a)
	if err != nil {
		return nil, n, err
	}
	d.fields = append(d.fields,
		&field{name: fieldArticle, value: stored, options: index.StoreField},
		&field{name: fieldLengths, value: n.encode(), options: index.StoreField})
	return d, n, nil
}

// addText adds the surfaces and stems of one text, and returns its length in tokens.
func (d *document) addText(surfaces, stems string, tokens []text.Token, lang string) int {
	if len(tokens) == 0 {
		return 0
	}
	words, roots := newField(surfaces, positions), newField(stems, indexed)
	words.length, roots.length = len(tokens), len(tokens)
	for i, t := range tokens {
		words.add(t.Surface, i+1+t.Paragraph)
		if t.Stem != "" {
			roots.add(stemTerm(text.StemLanguage(lang), t.Stem), 0)
		}
	}
	d.fields = append(d.fields, words, roots)
	return len(tokens)
}

// stemTerm is the term of a stem: stems of two languages are never the same.
func stemTerm(lang, stem string) string { return lang + ":" + stem }

// addValues adds the values of one field: whole, and their words with a gap
// between values.
func (d *document) addValues(name string, values []string) {
	if len(values) == 0 {
		return
	}
	words, whole := newField(wordsPrefix+name, positions), newField(wholePrefix+name, indexed)
	at := 0
	for _, v := range values {
		whole.add(v, 0)
		for _, w := range text.Surfaces(v) {
			at++
			words.add(w, at)
		}
		at++
	}
	words.length, whole.length = max(1, at), len(values)
	d.fields = append(d.fields, words, whole)
}

// addTerms adds plain terms, none of them for none.
func (d *document) addTerms(name string, terms []string) {
	if len(terms) == 0 {
		return
	}
	f := newField(name, indexed)
	f.length = len(terms)
	for _, t := range terms {
		f.add(t, 0)
	}
	d.fields = append(d.fields, f)
}

// shorterForms returns s and what is left of it as parts are cut off: from the
// front (news.bbc.co.uk, bbc.co.uk, …) or from the back (en-gb, en).
func shorterForms(s string, sep byte, front bool) []string {
	if s == "" {
		return nil
	}
	out := []string{s}
	for i := range len(s) {
		if s[i] != sep {
			continue
		}
		if front && i+1 < len(s) {
			out = append(out, s[i+1:])
		} else if !front && i > 0 {
			out = append(out, s[:i])
		}
	}
	return out
}
