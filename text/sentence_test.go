package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSentences(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "He left. She stayed! Why? Nobody knows.", "He left.|She stayed!|Why?|Nobody knows."},
		{"quotes", "“He left.” “She stayed,” he said.", "“He left.”|“She stayed,” he said."},
		{"hard-wrapped", "He went to the\ntown. She\r\nstayed.", "He went to the\ntown.|She\r\nstayed."},
		{"paragraphs", "A headline\n\nHe left. She stayed\n\n\n  And so on ", "A headline|He left.|She stayed|And so on"},
		{"only blanks", " \n\n \t", ""},
		{"nothing", "", ""},
		{"numbers", "It rose 3.14 points. It fell.", "It rose 3.14 points.|It fell."},
		{"no blank after the stop", "the end.Next one", "the end.Next one"},

		{"initials", "He met J. T. Goodwin. J. A. Smith left.", "He met J. T. Goodwin.|J. A. Smith left."},
		{"initials without blanks", "It was J.T. Goodwin.", "It was J.T. Goodwin."},
		{"middle initial", "George W. Bush and John F. Kennedy met.", "George W. Bush and John F. Kennedy met."},
		{"a letter that is no initial", "This is plan B. The end. So do I. John left.", "This is plan B.|The end.|So do I.|John left."},
		{"titles", "Mr. Smith, Mrs. Jones, Dr. No, Gen. Lee, Sen. Paul, Rep. King, Gov. Brown and Sgt. Pepper met. He left.",
			"Mr. Smith, Mrs. Jones, Dr. No, Gen. Lee, Sen. Paul, Rep. King, Gov. Brown and Sgt. Pepper met.|He left."},
		{"titles in capitals", "MR. SMITH LEFT. HE RAN.", "MR. SMITH LEFT.|HE RAN."},
		{"title before a starter", "Chairman Mr. He spoke.", "Chairman Mr. He spoke."},
		{"companies", "Apple Inc. Chief Tim Cook and Ford Motor Co. (NYSE) met. He works at Apple Inc. The end.",
			"Apple Inc. Chief Tim Cook and Ford Motor Co. (NYSE) met.|He works at Apple Inc.|The end."},
		{"months", "On Jan. 5, 2020. On Aug. 12. It ended in Dec. Officials left.", "On Jan. 5, 2020.|On Aug. 12.|It ended in Dec.|Officials left."},
		{"numbered", "He won No. 5. He said No. The end.", "He won No. 5.|He said No.|The end."},
		{"acronym inside", "The U.S. Senate and the U.N. Security Council met in Washington, D.C. Friday.", "The U.S. Senate and the U.N. Security Council met in Washington, D.C. Friday."},
		{"acronym at the end", "He lives in the U.S. He said so. It is the U.K. The end.", "He lives in the U.S.|He said so.|It is the U.K.|The end."},
		{"acronym before a quote", "He lives in the U.S. “We are here,” he said.", "He lives in the U.S.|“We are here,” he said."},
		{"acronym across a line", "the U.S.\nSenate met", "the U.S.\nSenate met"},
		{"time of day inside", "At 9 a.m. Monday it opened. At 5 p.m. EST it closed.", "At 9 a.m. Monday it opened.|At 5 p.m. EST it closed."},
		{"time of day at the end", "It opened at 9 a.m. Officials left at 5 p.m. They ran.", "It opened at 9 a.m.|Officials left at 5 p.m.|They ran."},
		{"lower case goes on", "e.g. this, i.e. that, etc. and so on vs. them", "e.g. this, i.e. that, etc. and so on vs. them"},
		{"versus", "Brown vs. Board was decided, and Roe v. Wade, e.g. Smith said so.", "Brown vs. Board was decided, and Roe v. Wade, e.g. Smith said so."},
		{"etc. at the end", "Guns, bombs, etc. Officials left.", "Guns, bombs, etc.|Officials left."},
		{"places", "In St. Louis, Mo. Police said so. He works on Wall St. He left.", "In St. Louis, Mo. Police said so.|He works on Wall St.|He left."},
		{"an abbreviation ends its paragraph", "the U.S.\n\nSenate met", "the U.S.|Senate met"},
		{"closing quote after an abbreviation", "in the “U.S.” Senators met", "in the “U.S.”|Senators met"},

		{"Chinese", "他来了。她走了！为什么？", "他来了。|她走了！|为什么？"},
		{"Japanese", "東京に行った。雨だった。", "東京に行った。|雨だった。"},
		{"Hindi", "वह गया। वह आया।", "वह गया।|वह आया।"},
		{"Arabic", "ذهب الرجل. جاءت المرأة؟ نعم.", "ذهب الرجل.|جاءت المرأة؟|نعم."},
		{"never within a word", "אמר א.ב. כן", "אמר א.ב.|כן"},
		{"no-break spaces at the ends", "He left.\u00A0 She stayed.\u00A0", "He left.|She stayed."},
		{"line separators", "He went to the\u2028town.\u0085And stayed.", "He went to the\u2028town.|And stayed."},
		{"long rows", "One." + strings.Repeat(" ", 100) + "Two " + strings.Repeat("-", 101) + " three.", "One.|Two " + strings.Repeat("-", 101) + " three."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range Sentences(tt.text) {
				got = append(got, tt.text[s.Start:s.End])
			}
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("\n got %q\nwant %q", g, tt.want)
			}
			checkSentences(t, tt.text)
		})
	}
}

// Texts on which looking ahead from every character would take hours.
func TestSentencesOfHostileText(t *testing.T) {
	for _, s := range []string{" ", ")", ".", ". ", "(", "\n", "\u0301", ".)", "1 ", "A. ", "a.b"} {
		checkSentences(t, "One."+strings.Repeat(s, 1<<18)+"Two.")
	}
}

func TestSeedSentences(t *testing.T) {
	body := seed(t)
	checkSentences(t, body)
	if n := len(Sentences(body)); n != 14 {
		t.Errorf("%d sentences, want 14", n)
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("He met J. T. Goodwin in the U.S. He said: “No. 5.” (Mr. X) At 9 a.m. Monday. 他来了。她走了！ א.ב. c.\u0301d")
	f.Add("Am 3. Mai, z. B. J.-P. Dupont, т. е. А. С. Пушкин и т. д. EE. UU. Hr. D’Alema. د. محمد. திரு. குமார்")
	f.Fuzz(func(t *testing.T, s string) {
		checkSentences(t, s)
		for _, l := range listedAbbreviations {
			checkSentencesIn(t, s, l.tag)
		}
	})
}

func checkSentences(t *testing.T, s string) {
	t.Helper()
	checkSentencesIn(t, s, "en")
}

// checkSentencesIn holds the promises of SentencesIn on one text.
func checkSentencesIn(t *testing.T, s, lang string) {
	t.Helper()
	tokens := NewAnalyzer().Tokens(nil, s, "en")
	next, end, last := 0, 0, -1
	valid := utf8.ValidString(s)
	for _, span := range SentencesIn(s, lang) {
		if span.Start < end || span.End <= span.Start || span.End > len(s) {
			t.Fatalf("%.200q: sentence %v does not follow %d", s, span, end)
		}
		end = span.End
		sentence := s[span.Start:span.End]
		if valid && !utf8.ValidString(sentence) {
			t.Fatalf("%.200q: sentence %v cuts a character", s, span)
		}
		if strings.TrimFunc(sentence, blankRune) != sentence {
			t.Fatalf("%.200q: sentence %v is not trimmed", s, span)
		}
		paragraph := -1
		for next < len(tokens) && tokens[next].Start < span.End {
			tok := tokens[next]
			if tok.Start < span.Start || tok.End > span.End {
				t.Fatalf("%.200q: token %+v is not within sentence %v", s, tok, span)
			}
			if paragraph >= 0 && tok.Paragraph != paragraph {
				t.Fatalf("%.200q: sentence %v crosses a paragraph", s, span)
			}
			paragraph = tok.Paragraph
			next++
		}
		if paragraph >= 0 && paragraph < last {
			t.Fatalf("%.200q: paragraphs go back", s)
		}
		last = max(last, paragraph)
	}
	if next != len(tokens) {
		t.Fatalf("%.200q: token %+v is in no sentence", s, tokens[next])
	}
}
