// Package text turns text into tokens: words with byte offsets and paragraphs,
// their folded surface forms and stems, and the borders of sentences. It must
// never know articles, queries or engines.
package text

// Span is a half-open range of bytes in the text it was cut from.
type Span struct{ Start, End int }

// Token is one word of a text. The word number used by phrases and distances
// is the token's index in the slice that Analyzer.Tokens returns.
type Token struct {
	// Start and End are byte offsets into the text given to Tokens:
	// text[Start:End] is the word as it was written.
	Start, End int
	// Surface is the folded form that exact search compares. Never empty.
	Surface string
	// Stem is the folded stem in the language given to Tokens; empty when the
	// word has none (it is not all letters, or the language is not stemmed).
	Stem string
	// Paragraph counts from 0; it grows at blank lines only.
	Paragraph int
	// Sentence counts from 0 and only grows. It is set by NumberSentences, not
	// by Tokens: most readers do not need it.
	Sentence int
}
