package bleve

import (
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
	"newsdex/engine/bleve/column"
	"newsdex/text"
)

// A segment of schema v2 has two halves. zap's image holds what scorch asks for,
// the identifiers, and the values that filters compare, in the fields below. Its
// parts, in parts.go, hold the words and everything that is read by document.
const (
	fieldID = "_id" // scorch's own

	// Fields of values hold the words of the values with positions under
	// "=" + name, and whole values under "==" + name.
	wordsPrefix = "="
	wholePrefix = "=="

	fieldLang  = "lang"  // the tag and each shorter form of it: en-gb, en
	fieldURL   = "url"   // canonical
	fieldHost  = "host"  // the host and each domain above it
	fieldText  = "text"  // the key of the text, see article.TextKey
	fieldPlace = "place" // where an article with an identifier made from its text was read
)

// valueFields are the fields of values, by their names in article and match.
var valueFields = [...]string{"byline", "source", "section", "tag"}

// document is one article ready for a segment: fields for zap, and what the
// parts are made from.
type document struct {
	id        string
	fields    []index.Field
	textBytes uint64

	article        *article.Article
	textKey        int64
	stored         []byte
	lang           string
	headline, body []text.Token
	// usual is that of the store.
	usual *usualStems
	// sentences are the words of the body that begin a sentence, but the first.
	sentences []int
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

// newDocument tokenises an article and lays it out in the schema. key is that of
// its text, see textKey.
func newDocument(a *article.Article, key int64, an *text.Analyzer) (*document, error) {
	d := &document{
		textKey: key,
		id:      a.ID, textBytes: uint64(len(a.Headline) + len(a.Body)), article: a, lang: a.Lang,
		headline: an.Tokens(nil, a.Headline, a.Lang), body: an.Tokens(make([]text.Token, 0, min(a.WordCount, len(a.Body))), a.Body, a.Lang),
	}
	d.headline = text.OneParagraph(d.headline)
	text.NumberSentences(d.body, text.SentencesIn(a.Body, a.Lang))
	for i := 1; i < len(d.body); i++ {
		if d.body[i].Sentence != d.body[i-1].Sentence {
			d.sentences = append(d.sentences, i)
		}
	}
	for _, name := range valueFields {
		d.addValues(name, a.Values(name))
	}
	d.addTerms(fieldLang, shorterForms(a.Lang, '-', false))
	d.addTerms(fieldHost, shorterForms(a.Host(), '.', true))
	if a.URL != "" {
		d.addTerms(fieldURL, []string{article.CanonicalURL(a.URL)})
	}
	if key != column.Missing {
		d.addTerms(fieldText, []string{textTerm(key)})
	}
	if a.Basis == article.TextID {
		var at []string
		for _, p := range append([]article.Place{a.ReadFrom}, a.AlsoReadFrom...) {
			at = append(at, p.String())
		}
		d.addTerms(fieldPlace, at)
	}
	var err error
	d.stored, err = encodeArticle(a)
	return d, err
}

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
