package web

import (
	"io"
	"net/http"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// getParse answers GET /v1/parse: how a query is read, without asking it.
func (s *Server) getParse(w http.ResponseWriter, r *http.Request) error {
	v, err := addressValues(r)
	if err != nil {
		return err
	}
	var bad badList
	check(v, queryParameters, &bad)
	syntax, any := readReading(v, query.Strict, &bad)
	if err := bad.err(); err != nil {
		return err
	}
	reading := search.ParseQuery(v.Get("q"), syntax, any, time.Now())
	if syntax == query.Strict {
		for _, f := range reading.Findings {
			if f.Grade == query.Error {
				at := f.Span
				bad = append(bad, search.BadParameter{Parameter: "q", Span: &at, Message: f.Message, Fix: f.Fix, Code: f.Code})
			}
		}
		if err := bad.err(); err != nil {
			return err
		}
	}
	return writeJSON(w, http.StatusOK, parseOf(reading))
}

type parseJSON struct {
	Q         string        `json:"q"`
	Canonical string        `json:"canonical"`
	ReadAs    string        `json:"read_as"`
	Tree      *nodeJSON     `json:"tree"`
	Warnings  []warningJSON `json:"warnings"`
}

func parseOf(r search.Reading) parseJSON {
	p := readingOf(r)
	return parseJSON{Q: p.Q, Canonical: p.Canonical, ReadAs: p.ReadAs, Tree: treeOf(r.Tree), Warnings: p.Warnings}
}

// WriteParse writes how a query was read, as GET /v1/parse does.
func WriteParse(w io.Writer, r search.Reading) error { return encodeJSON(w, parseOf(r)) }

// nodeJSON is one node of a parsed query. Fields that a kind does not have are
// left out.
type nodeJSON struct {
	// Kind is and, or, not, must, word, phrase, wild, fuzzy, near, atleast,
	// field or date.
	Kind string      `json:"kind"`
	Span query.Span  `json:"span"`
	Kids []*nodeJSON `json:"kids,omitempty"`
	// Adjacent: the kids of an "and" were only written side by side.
	Adjacent bool       `json:"adjacent,omitempty"`
	Text     string     `json:"text,omitempty"`
	Exact    bool       `json:"exact,omitempty"`
	Field    string     `json:"field,omitempty"`
	From     *boundJSON `json:"from,omitempty"`
	To       *boundJSON `json:"to,omitempty"`
	// Within is the distance of a "near", or of a phrase in any order, in
	// words; Unit is words, sentence or paragraph; Apart asks that the second
	// kid is not near the first.
	Within  int    `json:"within,omitempty"`
	Unit    string `json:"unit,omitempty"`
	Ordered bool   `json:"ordered,omitempty"`
	Apart   bool   `json:"apart,omitempty"`
	// Mentions is the least number of an "atleast".
	Mentions int `json:"mentions,omitempty"`
	// Edits is how many letters of a "fuzzy" may differ.
	Edits int `json:"edits,omitempty"`
	// None: the date asks for undated articles.
	None bool `json:"none,omitempty"`
}

// boundJSON is one end of a date: a day, or an instant.
type boundJSON struct {
	Day  string  `json:"day,omitempty"`
	Time *string `json:"time,omitempty"`
	Open bool    `json:"open,omitempty"`
}

func treeOf(n query.Node) *nodeJSON {
	if n == nil {
		return nil
	}
	out := &nodeJSON{Span: n.Pos()}
	switch n := n.(type) {
	case *query.And:
		out.Kind, out.Kids, out.Adjacent = "and", treesOf(n.Kids...), n.Adjacent
	case *query.Or:
		out.Kind, out.Kids = "or", treesOf(n.Kids...)
	case *query.Not:
		out.Kind, out.Kids = "not", treesOf(n.Kid)
	case *query.Must:
		out.Kind, out.Kids = "must", treesOf(n.Kid)
	case *query.Word:
		out.Kind, out.Text, out.Exact = "word", n.Text, n.Exact
	case *query.Phrase:
		out.Kind, out.Text, out.Within = "phrase", n.Text, n.Within
	case *query.Wild:
		out.Kind, out.Text = "wild", n.Text
	case *query.Fuzzy:
		out.Kind, out.Text, out.Edits = "fuzzy", n.Text, n.Edits
	case *query.Near:
		out.Kind, out.Kids = "near", treesOf(n.A, n.B)
		out.Within, out.Ordered, out.Apart = n.Within, n.Ordered, n.Apart
		out.Unit = map[query.Unit]string{query.InWords: "words", query.InSentence: "sentence", query.InParagraph: "paragraph"}[n.Unit]
	case *query.AtLeast:
		out.Kind, out.Mentions, out.Kids = "atleast", n.N, treesOf(n.Kid)
	case *query.Field:
		out.Kind, out.Field, out.Kids = "field", n.Name, treesOf(n.Kid)
	case *query.Date:
		out.Kind, out.From, out.To, out.None = "date", boundOf(n.From), boundOf(n.To), n.None
	default:
		// A node kind that was added without a form here still shows what it says.
		out.Kind, out.Text = "other", n.String()
	}
	return out
}

func treesOf(ns ...query.Node) []*nodeJSON {
	var out []*nodeJSON
	for _, n := range ns {
		if t := treeOf(n); t != nil {
			out = append(out, t)
		}
	}
	return out
}

func boundOf(b *query.Bound) *boundJSON {
	if b == nil {
		return nil
	}
	return &boundJSON{Day: b.Day, Time: timeOrNull(b.Time), Open: b.Open}
}
