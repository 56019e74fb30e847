package text

import (
	"strings"
	"testing"
)

// BenchmarkTokens gives the cost of a word in text of about 1 MB: the sample
// article as it is (curly quotes), the same in pure ASCII, and Cyrillic.
func BenchmarkTokens(b *testing.B) {
	body := seed(b) + "\n\n"
	ascii := strings.NewReplacer("’", "'", "“", `"`, "”", `"`).Replace(body)
	russian := sample(b, "Russian") + "\n\n"
	for _, bm := range []struct {
		name, text, lang string
		slow             bool
	}{
		{"seed", body, "en", false},
		{"ascii", ascii, "en", false},
		{"ascii through UAX 29", ascii, "en", true},
		{"Cyrillic", russian, "ru", false},
	} {
		b.Run(bm.name, func(b *testing.B) {
			text := strings.Repeat(bm.text, 1<<20/len(bm.text))
			a := NewAnalyzer()
			a.seg.slow = bm.slow
			dst := a.Tokens(nil, text, bm.lang)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				dst = a.Tokens(dst[:0], text, bm.lang)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(dst)), "ns/word")
		})
	}
	// Real vocabulary, which the cache does not hold beforehand.
	b.Run("newspapers of 1916", func(b *testing.B) {
		var texts []string
		bytes := 0
		for text := range sharedTexts(b, "chronam1916.jsonl.gz", 5000) {
			texts = append(texts, text)
			bytes += len(text)
		}
		b.SetBytes(int64(bytes))
		words := 0
		for b.Loop() {
			a := NewAnalyzer()
			words = 0
			var dst []Token
			for _, text := range texts {
				dst = a.Tokens(dst[:0], text, "en")
				words += len(dst)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(words), "ns/word")
	})
}

func BenchmarkSentences(b *testing.B) {
	body := seed(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		Sentences(body)
	}
}

func BenchmarkFold(b *testing.B) {
	for _, word := range []string{"Blinken", "Zürich", "Москва"} {
		b.Run(word, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(word)
			}
		})
	}
}

// BenchmarkDetect gives the cost of a word in an article of some 400 words.
func BenchmarkDetect(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"seed", seed(b)},
		{"Russian", strings.Repeat(sample(b, "Russian")+" ", 12)},
		{"Chinese", strings.Repeat(sample(b, "Chinese"), 8)},
	} {
		a := NewAnalyzer()
		_, words := a.Detect(bm.text)
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a.Detect(bm.text)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(words), "ns/word")
		})
	}
}
