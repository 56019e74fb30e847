package search

import (
	"fmt"
	"strings"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/search/query"
	"newsdex/text"
)

// Fields returns the fields that query text may name.
func Fields() []query.FieldSpec {
	kinds := map[article.Kind]query.Kind{
		article.KindText: query.Text, article.KindValues: query.Values,
		article.KindURL: query.Raw, article.KindLang: query.Raw, article.KindDate: query.Published,
	}
	var out []query.FieldSpec
	for _, f := range article.Fields() {
		out = append(out, query.FieldSpec{Name: f.Name, Kind: kinds[f.Kind], Aliases: f.Aliases, Codes: f.Codes, Says: f.Says})
	}
	return append(out,
		query.FieldSpec{Name: "site", Kind: query.Raw, Says: "on the site"},
		query.FieldSpec{Name: "after", Kind: query.After},
		query.FieldSpec{Name: "before", Kind: query.Before},
		query.FieldSpec{Name: "since", Kind: query.Since},
		query.FieldSpec{Name: "until", Kind: query.Until},
	)
}

// Resolve turns a parsed query into the tree that engines and marks use: words
// become tokens, fields become their filters. With any, scoring clauses that
// merely stand side by side become one OR. A clause that holds no word is left
// out, and a finding says so. A nil query becomes *match.All.
func Resolve(n query.Node, any bool) (match.Node, []query.Finding) {
	r := resolver{an: text.NewAnalyzer(), leaves: map[string]match.Node{}}
	tree := r.node(n, scope{in: match.Text, any: any})
	if tree == nil {
		tree = &match.All{}
	}
	if r.foreign != nil && r.bare {
		r.findings = append(r.findings, query.Finding{
			Code: "not-stemmed", Grade: query.Warning, Span: *r.foreign,
			Message: "words are matched by form only in articles of this language; write the other forms with OR",
		})
	}
	return tree, r.findings
}

type resolver struct {
	an       *text.Analyzer
	findings []query.Finding
	// leaves holds words and phrases already built: equal ones are shared, so
	// that a word written a thousand times costs one.
	leaves map[string]match.Node
	// foreign is where a language that is not stemmed was asked for; bare is
	// set when a word was to match by stem.
	foreign *query.Span
	bare    bool
}

// scope is what holds for a branch of the query.
type scope struct {
	in    match.Field
	value string // a field of values; "" for text
	any   bool
}

// node resolves one node; nil means that nothing is left of it.
func (r *resolver) node(n query.Node, s scope) match.Node {
	switch n := n.(type) {
	case *query.And:
		return r.and(n, s)
	case *query.Or:
		return or(r.kids(n.Kids, s))
	case *query.Not:
		s.any = false
		kid := r.node(n.Kid, s)
		if kid == nil {
			return nil
		}
		return &match.Not{Kid: kid}
	case *query.Must:
		s.any = false
		return r.node(n.Kid, s)
	case *query.Word:
		return r.words(n.Text, n.Exact, n.Span, s)
	case *query.Phrase:
		if n.Within > 0 && s.value == "" {
			return r.bag(n, s)
		}
		return r.words(n.Text, true, n.Span, s)
	case *query.Wild:
		return r.share(fmt.Sprint("*", s.in, n.Text), &match.Pattern{In: s.in, Text: text.FoldPattern(n.Text)})
	case *query.Fuzzy:
		return r.share(fmt.Sprint("~", n.Edits, s.in, n.Text), &match.Fuzzy{In: s.in, Surface: text.Fold(n.Text), Edits: n.Edits})
	case *query.Near:
		return r.near(n, s)
	case *query.AtLeast:
		s.any = false
		kid := r.node(n.Kid, s)
		if kid == nil || n.N == 1 {
			return kid
		}
		return &match.AtLeast{Kid: kid, N: n.N}
	case *query.Field:
		return r.field(n, s)
	case *query.Date:
		return &match.Date{From: bound(n.From), To: bound(n.To), None: n.None}
	}
	return nil
}

func (r *resolver) kids(in []query.Node, s scope) []match.Node {
	var out []match.Node
	for _, k := range in {
		if m := r.node(k, s); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// and resolves an And. Under match=any the scoring clauses of an And that was
// only written side by side become one Or; filters, exclusions and +x stay.
func (r *resolver) and(n *query.And, s scope) match.Node {
	if !n.Adjacent || !s.any {
		return and(r.kids(n.Kids, s))
	}
	var scoring, fixed []match.Node
	for _, k := range n.Kids {
		m := r.node(k, s)
		if m == nil {
			continue
		}
		if _, must := k.(*query.Must); !must && len(match.Leaves(m)) > 0 {
			scoring = append(scoring, m)
		} else {
			fixed = append(fixed, m)
		}
	}
	if m := or(scoring); m != nil {
		fixed = append([]match.Node{m}, fixed...)
	}
	return and(fixed)
}

func and(kids []match.Node) match.Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &match.And{Kids: kids}
}

func or(kids []match.Node) match.Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &match.Or{Kids: kids}
}

// words resolves a run or a phrase: one token is a word, several are an exact
// phrase of them.
func (r *resolver) words(s string, exact bool, at query.Span, sc scope) match.Node {
	tokens := r.an.Tokens(nil, s, "")
	if len(tokens) == 0 {
		r.findings = append(r.findings, query.Finding{
			Code: "no-words", Grade: query.Warning, Span: at,
			Message: fmt.Sprintf("%q holds no word and was left out", s),
		})
		return nil
	}
	surfaces := make([]string, len(tokens))
	for i, t := range tokens {
		surfaces[i] = t.Surface
	}
	if sc.value != "" {
		return &match.Value{Field: sc.value, Words: surfaces}
	}
	key := fmt.Sprint(sc.in, exact, " ", strings.Join(surfaces, " "))
	switch {
	case len(tokens) > 1:
		return r.share(key, &match.Phrase{In: sc.in, Words: surfaces})
	case exact:
		return r.share(key, &match.Word{In: sc.in, Surface: surfaces[0]})
	}
	r.bare = true
	return r.share(key, &match.Word{In: sc.in, Surface: surfaces[0], Stems: r.stems(s)})
}

// share returns the leaf that was built before for the same key, or n.
func (r *resolver) share(key string, n match.Node) match.Node {
	if was, shared := r.leaves[key]; shared {
		return was
	}
	r.leaves[key] = n
	return n
}

// near resolves a proximity. When nothing is left of one side, the other is.
func (r *resolver) near(n *query.Near, s scope) match.Node {
	s.any = false
	a, b := r.node(n.A, s), r.node(n.B, s)
	switch {
	case a == nil && n.Apart, a == nil && b == nil:
		return nil
	case a == nil:
		return b
	case b == nil:
		return a
	}
	units := map[query.Unit]match.Unit{query.InWords: match.Words, query.InSentence: match.Sentence, query.InParagraph: match.Paragraph}
	if n.Apart {
		return &match.NotNear{A: a, B: b, Unit: units[n.Unit], Within: n.Within, Ordered: n.Ordered}
	}
	return &match.Near{A: a, B: b, Unit: units[n.Unit], Within: n.Within, Ordered: n.Ordered}
}

// bag resolves words in any order; one word is that word.
func (r *resolver) bag(n *query.Phrase, s scope) match.Node {
	tokens := r.an.Tokens(nil, n.Text, "")
	if len(tokens) < 2 {
		return r.words(n.Text, true, n.Span, s)
	}
	bag := &match.Bag{Within: n.Within}
	for _, t := range tokens {
		word := r.share(fmt.Sprint(s.in, true, " ", t.Surface), &match.Word{In: s.in, Surface: t.Surface})
		bag.Words = append(bag.Words, word.(*match.Word))
	}
	return bag
}

// stems returns the stem of a word in each language that is stemmed: some 20
// microseconds a word.
func (r *resolver) stems(word string) map[string]string {
	out := map[string]string{}
	for _, lang := range text.Languages() {
		if tokens := r.an.Tokens(nil, word, lang); len(tokens) == 1 && tokens[0].Stem != "" {
			out[lang] = tokens[0].Stem
		}
	}
	return out
}

func (r *resolver) field(n *query.Field, s scope) match.Node {
	switch n.Name {
	case "headline":
		s.in &= match.Headline
	case "body":
		s.in &= match.Body
	case "lang", "url", "site":
		return r.raw(n)
	default:
		s.value = n.Name
	}
	return r.node(n.Kid, s)
}

// raw resolves a field whose text is taken as it stands.
func (r *resolver) raw(n *query.Field) match.Node {
	var s string
	switch k := n.Kid.(type) {
	case *query.Word:
		s = k.Text
	case *query.Phrase:
		s = k.Text
	default:
		return nil
	}
	switch n.Name {
	case "lang":
		tag := strings.ToLower(s)
		if !text.Stemmed(tag) {
			r.foreign = &n.Span
		}
		return &match.Lang{Tag: tag}
	case "site":
		name := host(s)
		if name == "" {
			r.findings = append(r.findings, query.Finding{
				Code: "no-words", Grade: query.Warning, Span: n.Span,
				Message: fmt.Sprintf("%q names no site and was left out; write site:thehill.com", s),
			})
			return nil
		}
		return &match.Host{Name: name}
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	// A final slash closes the last name: /news/ is not /newsroom.
	return &match.Prefix{Text: article.CanonicalURL(s), Folder: strings.HasSuffix(s, "/")}
}

// host returns the host in what was written after site:, which may be a whole
// address, without "www." and port.
func host(s string) string {
	s = strings.ToLower(s)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if end := strings.IndexAny(s, "/?#:"); end >= 0 {
		s = s[:end]
	}
	return strings.TrimPrefix(s, "www.")
}

func bound(b *query.Bound) *match.Bound {
	if b == nil {
		return nil
	}
	return &match.Bound{Day: b.Day, Time: b.Time, Open: b.Open}
}
