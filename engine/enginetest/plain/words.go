package plain

import (
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"

	"newsdex/text"
)

// words is an analyzer of bleve's that gives the words of package text. A
// position is skipped between paragraphs, so that no phrase crosses.
type words struct {
	lang         string
	oneParagraph bool
}

// analyzers are shared by the workers of all indexes: they differ in nothing.
var analyzers = sync.Pool{New: func() any { return text.NewAnalyzer() }}

func (w *words) Analyze(input []byte) analysis.TokenStream {
	an := analyzers.Get().(*text.Analyzer)
	defer analyzers.Put(an)
	tokens := an.Tokens(nil, string(input), w.lang)
	if w.oneParagraph {
		tokens = text.OneParagraph(tokens)
	}
	out := make(analysis.TokenStream, 0, 2*len(tokens))
	add := func(t text.Token, i int, term string) {
		out = append(out, &analysis.Token{
			Term: []byte(term), Start: t.Start, End: t.End, Position: i + 1 + t.Paragraph, Type: analysis.AlphaNumeric,
		})
	}
	for i, t := range tokens {
		add(t, i, surface(t.Surface))
		if t.Stem != "" {
			add(t, i, t.Stem)
		}
	}
	return out
}

// whole is an analyzer that takes a value as one term.
type whole struct{}

func (whole) Analyze(input []byte) analysis.TokenStream {
	return analysis.TokenStream{{Term: input, Start: 0, End: len(input), Position: 1, Type: analysis.AlphaNumeric}}
}
