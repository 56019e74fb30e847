package text

// NumberSentences sets Sentence of each token: the index of the sentence, as
// Sentences gives them for the same text, that holds it.
func NumberSentences(tokens []Token, sentences []Span) {
	at := 0
	for i := range tokens {
		for at+1 < len(sentences) && sentences[at].End <= tokens[i].Start {
			at++
		}
		tokens[i].Sentence = at
	}
}

// OneParagraph makes the tokens one paragraph and one sentence: a headline,
// however it was broken into lines.
func OneParagraph(tokens []Token) []Token {
	for i := range tokens {
		tokens[i].Paragraph, tokens[i].Sentence = 0, 0
	}
	return tokens
}
