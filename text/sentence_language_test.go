package text

import (
	"strings"
	"testing"
)

func TestSentencesIn(t *testing.T) {
	tests := []struct{ lang, name, text, want string }{
		{"de", "ordinals", "Am 3. Mai und im 19. Jahrhundert, im 2. Weltkrieg und beim 1. FC Köln. Er ging.", "Am 3. Mai und im 19. Jahrhundert, im 2. Weltkrieg und beim 1. FC Köln.|Er ging."},
		{"de", "numbers that end", "Er ist 20. Die Frau ist 30. Sie gingen 2020. Russland blieb.", "Er ist 20.|Die Frau ist 30.|Sie gingen 2020.|Russland blieb."},
		{"de", "Roman numbers", "Kaiser Wilhelm II. König von Preußen ging. Das war Ludwig XIV. Er blieb.", "Kaiser Wilhelm II. König von Preußen ging.|Das war Ludwig XIV.|Er blieb."},
		{"de", "with blanks", "Viele, z. B. Männer, d. h. Väter, u. a. Die Grünen, i. d. R. Frauen. Das war so.", "Viele, z. B. Männer, d. h. Väter, u. a. Die Grünen, i. d. R. Frauen.|Das war so."},
		{"de", "with narrow blanks", "Viele, z.\u202FB. Die Grünen, z.\u00A0B. Männer.", "Viele, z.\u202FB. Die Grünen, z.\u00A0B. Männer."},
		{"de", "without blanks", "Viele, z.B. Die Grünen, usw. Er ging. Essen usw. Männer gingen.", "Viele, z.B. Die Grünen, usw.|Er ging.|Essen usw.|Männer gingen."},
		{"de", "titles and numbers", "Dr. Müller, Prof. Dr. Weber und Fr. Klein trafen Hrn. Groß. Nr. 5, Art. 3 und Abs. 2 gelten. Eine neue Art. Sie lebt.",
			"Dr. Müller, Prof. Dr. Weber und Fr. Klein trafen Hrn.|Groß.|Nr. 5, Art. 3 und Abs. 2 gelten.|Eine neue Art.|Sie lebt."},
		{"de-at", "amounts", "Es kostet 5 Mio. Euro. Das sind 5 Mrd. Sie zahlen ca. Tausend.", "Es kostet 5 Mio. Euro.|Das sind 5 Mrd.|Sie zahlen ca. Tausend."},
		{"de", "initials", "Er traf J. S. Bach. Das ist Plan B. Die Frau ging.", "Er traf J. S. Bach.|Das ist Plan B.|Die Frau ging."},

		{"fr", "titles", "M. Dupont, MM. Durand et Le Goff, Mme. Petit et M. Le Pen sont venus. Il est parti.", "M. Dupont, MM. Durand et Le Goff, Mme. Petit et M. Le Pen sont venus.|Il est parti."},
		{"fr", "initials", "J.-P. Dupont et F. Mitterrand parlent. C’est le plan B. Le ministre part.", "J.-P. Dupont et F. Mitterrand parlent.|C’est le plan B.|Le ministre part."},
		{"fr", "an accent", "É. Macron est venu. Il part.", "É. Macron est venu.|Il part."},
		{"fr", "with blanks", "Des villes, p. ex. Paris, en 50 av. J.-C. Les Romains sont là.", "Des villes, p. ex. Paris, en 50 av. J.-C.|Les Romains sont là."},
		{"fr", "numbers", "L’art. 5 vaut. Il aime l’art. Elle aussi. Le 3 janv. 2020. Pommes, etc. Tout va.", "L’art. 5 vaut.|Il aime l’art.|Elle aussi.|Le 3 janv. 2020.|Pommes, etc.|Tout va."},
		{"fr", "elided start", "Il habite aux U.S.A. L’État paie.", "Il habite aux U.S.A.|L’État paie."},

		{"es", "titles", "El Sr. García, la Sra. López y el Dr. Ruiz hablaron con D. Juan y Ud. Lo sabe.", "El Sr. García, la Sra. López y el Dr. Ruiz hablaron con D. Juan y Ud.|Lo sabe."},
		{"es", "doubled letters", "Los EE. UU. Mandan. En los EE. UU. Los jueces, las FF. AA. Argentinas y EE.UU. Norte.", "Los EE. UU. Mandan.|En los EE. UU.|Los jueces, las FF. AA. Argentinas y EE.UU. Norte."},
		{"es", "with blanks", "Ciudades, p. ej. Madrid, en el siglo I a. C. Los romanos. La pág. 5 y el art. 3.", "Ciudades, p. ej. Madrid, en el siglo I a. C.|Los romanos.|La pág. 5 y el art. 3."},
		{"it", "titles", "Il sig. Rossi, il dott. Bianchi, l’on. Verdi e M. D’Alema. Il prof. Neri ecc. Poi basta.", "Il sig. Rossi, il dott. Bianchi, l’on. Verdi e M. D’Alema.|Il prof. Neri ecc.|Poi basta."},
		{"it", "others", "Nel 50 a.C. Roma. La FIAT S.p.A. Torino. Nel 50 a.C. I romani. Art. 3, pag. 5.", "Nel 50 a.C. Roma.|La FIAT S.p.A. Torino.|Nel 50 a.C.|I romani.|Art. 3, pag. 5."},
		{"pt-br", "titles", "O Sr. Silva, a Sra. Costa e o Exmo. Dr. Lima. A Ltda. Os outros. A pág. 5. Feijão, etc. Depois.", "O Sr. Silva, a Sra. Costa e o Exmo. Dr. Lima.|A Ltda.|Os outros.|A pág. 5.|Feijão, etc.|Depois."},
		{"ro", "titles", "Dl. Popescu și dr. Ionescu locuiesc pe str. Lungă nr. 5. Mere, etc. Apoi.", "Dl. Popescu și dr. Ionescu locuiesc pe str. Lungă nr. 5.|Mere, etc.|Apoi."},

		{"nl", "titles", "Dhr. Jansen, mevr. De Vries, mr. dr. Bos en drs. Vos kwamen. Hij ging.", "Dhr. Jansen, mevr. De Vries, mr. dr. Bos en drs. Vos kwamen.|Hij ging."},
		{"nl", "others", "Steden, bijv. Amsterdam, d.w.z. De Dam, o.a. Rotterdam, enz. Daarna nr. 5.", "Steden, bijv. Amsterdam, d.w.z. De Dam, o.a. Rotterdam, enz.|Daarna nr. 5."},
		{"da", "others", "Hr. Jensen, f.eks. Hansen, bl.a. Det Radikale Venstre, kl. 9, 5 mio. Det er nok m.m. Så gik han.", "Hr. Jensen, f.eks. Hansen, bl.a. Det Radikale Venstre, kl. 9, 5 mio.|Det er nok m.m.|Så gik han."},
		{"sv", "others", "Dr. Berg, t.ex. Lund, bl. a. Det Nya, kl. 9, s.k. Grupper o.s.v. Sedan gick han.", "Dr. Berg, t.ex. Lund, bl. a. Det Nya, kl. 9, s.k. Grupper o.s.v.|Sedan gick han."},
		{"nb", "others", "Dr. Berg, f.eks. Oslo, bl.a. Det Nye, 5 mill. Det er nok. St. Olav osv. Så gikk han.", "Dr. Berg, f.eks. Oslo, bl.a. Det Nye, 5 mill.|Det er nok.|St. Olav osv.|Så gikk han."},
		{"fi", "others", "Prof. Virtanen, esim. Helsinki, mm. Nokia, ns. Suomi jne. Sitten hän lähti.", "Prof. Virtanen, esim. Helsinki, mm. Nokia, ns. Suomi jne.|Sitten hän lähti."},
		{"hu", "others", "Dr. Nagy, pl. Budapest, ún. Magyarország stb. Ez volt.", "Dr. Nagy, pl. Budapest, ún. Magyarország stb.|Ez volt."},
		{"tr", "others", "Dr. Yılmaz, Prof. Kaya ve Sn. Demir 2. Dünya Savaşı, örn. Ankara vb. Bu son.", "Dr. Yılmaz, Prof. Kaya ve Sn. Demir 2. Dünya Savaşı, örn. Ankara vb.|Bu son."},
		{"ga", "others", "An Dr. Ó Briain, m.sh. Gaillimh, lch. 5 srl. Tháinig sé.", "An Dr. Ó Briain, m.sh. Gaillimh, lch. 5 srl.|Tháinig sé."},

		{"ru", "initials", "А. С. Пушкин и Л. Н. Толстой. Они писали. В. И. Ленин.", "А. С. Пушкин и Л. Н. Толстой.|Они писали.|В. И. Ленин."},
		{"ru", "years and cities", "В 2020 г. Россия, в г. Москва на ул. Ленина. Это было в 2020 г. Он ушёл.", "В 2020 г. Россия, в г. Москва на ул. Ленина.|Это было в 2020 г.|Он ушёл."},
		{"ru", "with blanks", "Столица, т. е. Москва, и т. д. Президент, и т.п. Россия. До н. э. Он жил. Есть 5 млн. Это много.", "Столица, т. е. Москва, и т. д.|Президент, и т.п.|Россия.|До н. э.|Он жил.|Есть 5 млн.|Это много."},
		{"ru", "a pronoun", "Он помог им. Они ушли. Завод им. Кирова.", "Он помог им.|Они ушли.|Завод им. Кирова."},
		{"uk", "others", "Т. Г. Шевченко жив на вул. Великій. У 2020 р. Україна, т. зв. Крим і т. д. Він пішов.", "Т. Г. Шевченко жив на вул. Великій.|У 2020 р. Україна, т. зв. Крим і т. д.|Він пішов."},
		{"pl", "others", "Prof. dr hab. Nowak i św. Jan, ul. Długa, np. Warszawa, m.in. Kraków. W 2020 r. Polska. Dał im. To było w 2020 r. On wyszedł.",
			"Prof. dr hab. Nowak i św. Jan, ul. Długa, np. Warszawa, m.in. Kraków.|W 2020 r. Polska.|Dał im.|To było w 2020 r.|On wyszedł."},
		{"cs", "others", "Ing. Novák, např. Praha, tzv. Evropa, č. 5. Mgr. Malá atd. Pak odešel.", "Ing. Novák, např. Praha, tzv. Evropa, č. 5.|Mgr. Malá atd.|Pak odešel."},
		{"el", "others", "Ο κ. Παπαδόπουλος και ο Δρ. Νίκου, π.χ. Αθήνα. Έφυγε.", "Ο κ. Παπαδόπουλος και ο Δρ. Νίκου, π.χ. Αθήνα.|Έφυγε."},
		{"ar", "titles", "قال د. محمد و أ.د. علي. ثم ذهب.", "قال د. محمد و أ.د. علي.|ثم ذهب."},
		{"ta", "titles", "திரு. குமார் வந்தார். அவர் சென்றார்.", "திரு. குமார் வந்தார்.|அவர் சென்றார்."},

		{"id", "no list", "Dr. Wati dan J. T. Hasan pergi. Mereka pulang. Di U.S. Yang lain.", "Dr. Wati dan J. T. Hasan pergi.|Mereka pulang.|Di U.S.|Yang lain."},
		{"zh", "Chinese", "他来了。她走了！", "他来了。|她走了！"},
		{"und", "counts as English", "Mr. Smith left the U.S. Senate. He ran.", "Mr. Smith left the U.S. Senate.|He ran."},
		{"fr", "English names", "Mr. Smith est venu. Il part.", "Mr. Smith est venu.|Il part."},
		{"en", "others are not English", "So is Hr. Jensen here. He likes z. B. Apples.", "So is Hr.|Jensen here.|He likes z.|B. Apples."},
	}
	for _, tt := range tests {
		t.Run(tt.lang+" "+tt.name, func(t *testing.T) {
			var got []string
			for _, s := range SentencesIn(tt.text, tt.lang) {
				got = append(got, tt.text[s.Start:s.End])
			}
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("\n got %q\nwant %q", g, tt.want)
			}
			checkSentencesIn(t, tt.text, tt.lang)
		})
	}
}

// Each listed abbreviation does what its list says.
func TestListedAbbreviations(t *testing.T) {
	if len(listedAbbreviations) != len(abbreviations()) {
		t.Error("a language stands twice")
	}
	for _, l := range listedAbbreviations {
		u, seen := usageOf(l.tag), map[string]bool{}
		for kind, words := range map[abbreviation]string{joins: l.joins, counted: l.counted, mayEnd: l.mayEnd, ends: l.ends} {
			for word := range strings.FieldsSeq(words) {
				if seen[word] || word != strings.ToLower(word) {
					t.Errorf("%s: %q stands twice, or has capitals", l.tag, word)
				}
				seen[word] = true
				if got := u.classify("x "+word, trailingWord("x "+word)); got != kind {
					t.Errorf("%s: %q is of kind %d, listed as %d", l.tag, word, got, kind)
				}
				spaced := "x " + strings.ReplaceAll(word, ".", ". ")
				if n := strings.Count(word, "."); n > 2 {
					continue // of four words; written without blanks
				}
				if got := u.classify(spaced, trailingWord(spaced)); got != kind {
					t.Errorf("%s: %q with blanks is of kind %d, listed as %d", l.tag, word, got, kind)
				}
			}
		}
	}
}
