package text

import (
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
)

// madeByVersion is the checksum of what Version makes of the sample below.
const madeByVersion = 3175806754

// TestVersion fails when a text becomes something else than it did: then Version
// must grow, so that no index mixes the two, and madeByVersion with it.
func TestVersion(t *testing.T) {
	sum := crc32.NewIEEE()
	an := NewAnalyzer()
	for _, lang := range append(Languages(), "und") {
		for _, s := range versionSample() {
			tokens := an.Tokens(nil, s, lang)
			NumberSentences(tokens, SentencesIn(s, lang))
			for _, tok := range tokens {
				fmt.Fprintln(sum, tok.Start, tok.End, tok.Surface, tok.Stem, tok.Paragraph, tok.Sentence)
			}
			fmt.Fprintln(sum, langOf(tokens))
		}
	}
	if got := sum.Sum32(); got != madeByVersion {
		t.Errorf("version %d makes something else of the sample (checksum %d): raise Version, and set madeByVersion", Version, got)
	}
}

// versionSample holds function words of every language that is known, and what
// tokens are particular about.
func versionSample() []string {
	out := []string{
		"U.S. troops aren’t leaving, says Mr. O’Brien. AT&T’s R&D spent $3,000.50 on C++ and F#; see e-mail 9/11 at 12:30.\n\nNext—paragraph.Next",
		"L’ONU dell’accordo qu’il aujourd'hui naïve Zürich Łódź straße Ærø ﬁn Ｆｕｌｌ ｗｉｄｔｈ nº123 CO₂ x² ё й",
		"中国的粮食。ประเทศไทย 日本語のテキスト 한국어 मानक हिन्दी العَرَبِيَّة עִבְרִית",
		"Runners ran; running runs. Die Häuser des Bürgermeisters. Les négociations européennes. Правительства заявили о выборах.",
	}
	for _, l := range functionWords {
		words := strings.Fields(l.words)
		out = append(out, strings.Join(words, " ")+".")
	}
	return out
}
