package article

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"
)

// keyOf is TextKey as it is described: words with a blank behind each, texts with
// a line end behind each.
func keyOf(headline, body string) (int64, bool) {
	words := func(s string) string {
		var b strings.Builder
		for _, w := range strings.Fields(s) {
			b.WriteString(w + " ")
		}
		return b.String() + "\n"
	}
	sum := sha256.Sum256([]byte(words(headline) + words(body)))
	return int64(binary.BigEndian.Uint64(sum[:]) >> 2), len(strings.Fields(body)) > 0
}

// TestTextKey: keys are part of indexes, and must stay what they are however the
// text falls into blocks.
func TestTextKey(t *testing.T) {
	texts := []string{"", " \n", "one", " one\t two ", strings.Repeat("word ", 1000), strings.Repeat("x", 5*textBlock), "a\u00a0b"}
	for n := textBlock - 4; n < textBlock+4; n++ {
		texts = append(texts, strings.Repeat("y", n), strings.Repeat("y", n)+" z", "q "+strings.Repeat("y", n)+" "+strings.Repeat("z", n))
	}
	for _, headline := range texts {
		for _, body := range texts {
			a := &Article{Headline: headline, Body: body}
			got, ok := a.TextKey()
			want, has := keyOf(headline, body)
			if ok != has || ok && got != want {
				t.Fatalf("%.20q (%d bytes), %.20q (%d bytes): %d %v, want %d %v", headline, len(headline), body, len(body), got, ok, want, has)
			}
		}
	}
	if key, _ := (&Article{Headline: "Head", Body: "Some text."}).TextKey(); key != 1056605957363205166 {
		t.Errorf("the key of a text has changed: %d", key)
	}
}
