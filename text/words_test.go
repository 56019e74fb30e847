package text

import (
	"slices"
	"strings"
	"testing"
)

// cutWords gives the surfaces of s, blank-separated, from both ways of cutting.
func cutWords(t *testing.T, s string) string {
	t.Helper()
	a := NewAnalyzer()
	fast := surfacesOf(a.Tokens(nil, s, "en"))
	a.seg.slow = true
	slow := surfacesOf(a.Tokens(nil, s, "en"))
	if fast != slow {
		t.Errorf("%q: the fast path gives %q, the slow path %q", s, fast, slow)
	}
	if alone := strings.Join(Surfaces(s), " "); alone != fast {
		t.Errorf("%q: Surfaces gives %q, Tokens %q", s, alone, fast)
	}
	return fast
}

func surfacesOf(tokens []Token) string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.Surface)
	}
	return strings.Join(out, " ")
}

func TestWords(t *testing.T) {
	tests := []struct{ name, text, want string }{
		// The examples of the rules.
		{"colon breaks", "note:the 12:30 a:b", "note the 12 30 a b"},
		{"colon, other widths", "note：the note︓the note﹕the", "note the note the note the"},
		{"dot joins digits", "3.14 192.168.0.1 v1.2.3", "3.14 192.168.0.1 v1.2.3"},
		{"dot joins single letters", "U.S. u.s U.S.A. e.g. a.m. us", "u.s u.s u.s.a e.g a.m us"},
		{"dot breaks words", "end.Next www.example.com Ph.D. U.Smith a1.b", "end next www example com ph d u smith a1 b"},
		{"dot between letter and digit", "No.5 5.x", "no 5 5 x"},
		{"dots with initials", "J.T.Goodwin J. T. Goodwin", "j.t goodwin j t goodwin"},
		{"dot after a short form", "can't.A it's.b", "can't a it's b"},
		{"ampersand joins letters", "AT&T R&D Q&A's", "at&t r&d q&a's"},
		{"ampersand, other widths", "AT＆T R﹠D", "at&t r&d"},
		{"ampersand breaks else", "3&4 a&1 1&a a & b a&&b &a a&", "3 4 a 1 1 a a b a b a a"},
		{"signs of languages", "C++ c# F# (C++) C++, C#.", "c++ c# f# c++ c++ c#"},
		{"signs before a word", "C++17 c#x", "c++ 17 c# x"},
		{"other signs drop", "C+ f++ d# g++ abc++ c+++ c## c++# a+b 5# #tag", "c f d g abc c c c a b 5 tag"},
		{"comma between digits", "3,000 3000 1,234,567.89 １，０００", "3000 3000 1234567.89 1000"},
		{"comma breaks words", "a,b 3,x", "a b 3 x"},
		{"elisions", "l’ONU d'Artagnan j'ai m'a t'es s'il n'est c'est qu'il dell'arte all'opera",
			"l onu d artagnan j ai m a t es s il n est c est qu il dell arte all opera"},
		{"elisions in capitals", "L’ONU D’ARTAGNAN QU’IL DELL’ARTE", "l onu d artagnan qu il dell arte"},
		{"elision twice", "qu'l'a", "qu l a"},
		{"elision before initials", "l'O.N.U. l'o'brien", "l o.n.u l o'brien"},
		{"no elision before a digit", "d'1", "d 1"},
		{"no elision of others", "o'brien O’Brien aujourd'hui jusqu'ici don't I'm y'all rock'n'roll", "o'brien o'brien aujourd'hui jusqu'ici don't i'm y'all rock'n'roll"},
		{"possessive of a letter", "C's p's q's d's", "c's p's q's d's"},
		{"apostrophes are equal", "o'brien o’brien o‘brien o＇brien oʼbrien oʻbrien", strings.Repeat("o'brien ", 5) + "o'brien"},
		{"possessive", "Russia’s Russia's RUSSIA’S", "russia's russia's russia's"},
		{"plural possessive", "dogs' dogs’ 'tis", "dogs dogs tis"},
		{"NFKC", "nº123 no123 ﬁnance ２０２４ Ⅻ", "no123 no123 finance 2024 xii"},

		// What the rules leave open.
		{"hyphen breaks", "COVID-19 e-mail U.S.-led", "covid 19 e mail u.s led"},
		{"underscore inside and at the edges", "user_name _word_ __a__b__ ___ _c_", "user_name word a__b c"},
		{"soft hyphen", "inter\u00ADnational", "international"},
		{"joiners", "می\u200Cخواهم", "میخواهم"},
		{"zero-width blank", "one\u200Btwo", "one two"},
		{"narrow no-break space", "3\u202F000 mot\u202F!", "3 000 mot"},
		{"numbers beyond digits", "km² ½ ① ⑴ ⒈", "km 2 1⁄2 1 1 1"},
		{"Swiss thousands", "3'000 3’000", "3'000 3'000"},
		{"Arabic thousands", "٣٬٠٠٠ ٣٫١٤", "٣٠٠٠ ٣٫١٤"},
		{"emoji and symbols", "👍🏽 ok ™ © 1️⃣ a❤b", "ok 1 a b"},
		{"Catalan", "col·lecció", "col·leccio"},
		{"Hebrew quotes", "צה״ל צה\"ל ג׳ורג׳ ג'ורג'", "צה\"ל צה\"ל ג'ורג ג'ורג"},
		{"single letters beyond ASCII", "С.Ш.А. É.U. א.ב", "с.ш.а e.u א.ב"},
		{"invalid bytes", "ab\xffcd \xe2\x80 \xe2", "ab cd"},
		{"letters that fold to nothing", "ͺ ﹰ aͺb", "ab"},
		{"furniture", "*** --- ... “” ’ ' , ; :", ""},

		// Languages.
		{"Latin", "naïve naive Zürich ZURICH Łódź Lodz Đà Nẵng", "naive naive zurich zurich lodz lodz da nang"},
		{"decomposed", "nai\u0308ve Zu\u0308rich и\u0306од е\u0308лка", "naive zurich йод елка"},
		{"Nordic", "Smørrebrød Ærø Þór Guðrún Ħal straße STRAẞE œuvre", "smorrebrod aero thor gudrun hal strasse strasse oeuvre"},
		{"Turkish", "İstanbul ISPARTA ılık", "istanbul isparta ilik"},
		{"German", "Über die Größe von „Gänsefüßchen“", "uber die grosse von gansefusschen"},
		{"French", "C’est l’été à l’Élysée, aujourd’hui", "c est l ete a l elysee aujourd'hui"},
		{"Russian", "Ёлка йод «Москва» п'ять", "елка йод москва п'ять"},
		{"Greek", "Αθήνα ΟΔΌΣ οδός", "αθηνα οδοσ οδοσ"},
		{"Arabic", "مُحَمَّد محـــمد أحمد آب", "محمد محمد أحمد آب"},
		{"Hebrew", "שָׁלוֹם שלום", "שלום שלום"},
		{"Hindi", "हिन्दी में", "हिन्दी में"},
		{"Korean", "한국어 뉴스", "한국어 뉴스"},
		{"Chinese", "中国政府，2024年。", "中 国 政 府 2024 年"},
		{"Japanese", "がくせいは東京タワーへiPhone13を", "が く せ い は 東 京 タ ワ ー へ iphone13 を"},
		{"Japanese, halfwidth", "ｶﾞｷ", "ガ キ"},
		{"iteration mark", "人々abc", "人 々 abc"},
		{"Thai", "น้ำไทย", "น้ ำ ไ ท ย"},
		{"Lao, Khmer, Burmese", "ລາວ ខ្មែរ မြန်မာ", "ລ າ ວ ខ្ មែ រ မြ န် မာ"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cutWords(t, tt.text); got != tt.want {
				t.Errorf("%q\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestWordsThatDiffer(t *testing.T) {
	for _, pair := range [][2]string{
		{"й", "и"}, {"が", "か"}, {"U.S.", "us"}, {"ї", "і"}, {"أ", "ا"}, {"c++", "c"}, {"C#", "C"}, {"ำ", "า"},
	} {
		if a, b := Surfaces(pair[0]), Surfaces(pair[1]); slices.Equal(a, b) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], a)
		}
	}
}

func TestOffsets(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"thousands", "about 3,000 men", "about|3,000|men"},
		{"elision", "à l’ONU.", "à|l|ONU"},
		{"possessive", "“Russia’s war”", "Russia’s|war"},
		{"sign", "in C++, C#.", "in|C++|C#"},
		{"soft hyphen", "inter\u00ADnational", "inter\u00ADnational"},
		{"ligature", "the ﬁne", "the|ﬁne"},
		{"underscores", "_so_ it", "so|it"},
		{"initials", "The U.S. is", "The|U.S|is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, tok := range NewAnalyzer().Tokens(nil, tt.text, "en") {
				got = append(got, tt.text[tok.Start:tok.End])
			}
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("got %s, want %s", g, tt.want)
			}
		})
	}
}

func TestParagraphs(t *testing.T) {
	tests := []struct {
		name, text string
		want       []int
	}{
		{"one line", "a b", []int{0, 0}},
		{"wrapped", "a\nb\r\nc\rd", []int{0, 0, 0, 0}},
		{"blank line", "a\n\nb", []int{0, 1}},
		{"several blank lines", "a\n\n\n \t\n\nb", []int{0, 1}},
		{"blank line of Windows", "a\r\n\r\nb", []int{0, 1}},
		{"blank line of old Macs", "a\r\rb", []int{0, 1}},
		{"line of no-break and zero-width spaces", "a\n\u00A0\u200B\nb", []int{0, 1}},
		{"blank lines before", "\n\n a\n\nb", []int{0, 1}},
		{"paragraph without words", "a\n\n***\n\nb", []int{0, 2}},
		{"no-break spaces at the ends", "a\u00A0\n\u00A0b", []int{0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []int
			for _, tok := range NewAnalyzer().Tokens(nil, tt.text, "en") {
				got = append(got, tok.Paragraph)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestLongWords(t *testing.T) {
	tests := []struct{ name, text string }{
		{"letters", strings.Repeat("a", 1<<20)},
		{"wide letters", strings.Repeat("ж", 1<<20)},
		{"characters that multiply", strings.Repeat("\uFDFA", 1000)},
		{"marks", "ж" + strings.Repeat("\u0301", 1<<20)},
		{"commas", "1" + strings.Repeat(",1", 1<<20)},
		{"joiners", "a" + strings.Repeat("\u200D", 1<<20) + "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tokens := NewAnalyzer().Tokens(nil, tt.text+" end", "en")
			if len(tokens) != 2 || tokens[1].Surface != "end" {
				t.Fatalf("%d tokens, want 2", len(tokens))
			}
			tok := tokens[0]
			if tok.Start != 0 || tok.End != len(tt.text) {
				t.Errorf("spans %d to %d, want 0 to %d", tok.Start, tok.End, len(tt.text))
			}
			if len(tok.Surface) > MaxToken || tok.Stem != "" {
				t.Errorf("a surface of %d bytes, a stem of %d", len(tok.Surface), len(tok.Stem))
			}
		})
	}
	if n := len(Surfaces(strings.Repeat("x", 1000))[0]); n != MaxToken {
		t.Errorf("a long word keeps %d bytes, want %d", n, MaxToken)
	}
}
