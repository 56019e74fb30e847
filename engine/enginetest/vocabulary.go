package enginetest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

// vocabulary is what random trees are made of: pieces of real articles, so that
// they match often enough to tell something.
type vocabulary struct {
	readings []reading
	texts    [][]text.Token // headlines and bodies that have words
	surfaces map[string]bool
	an       *text.Analyzer
	stemsOf  map[string]map[string]string // what stems found before
}

func newVocabulary(rs []reading) *vocabulary {
	v := &vocabulary{readings: rs, surfaces: map[string]bool{}, an: text.NewAnalyzer(), stemsOf: map[string]map[string]string{}}
	for _, r := range rs {
		h, b := r.Tokens()
		for _, tokens := range [][]text.Token{h, b} {
			if len(tokens) > 0 {
				v.texts = append(v.texts, tokens)
			}
			for _, t := range tokens {
				v.surfaces[t.Surface] = true
			}
		}
	}
	return v
}

// tree returns a random tree of at most that depth.
func (v *vocabulary) tree(rng *rand.Rand, depth int) match.Node {
	if depth > 0 && rng.IntN(3) > 0 {
		if rng.IntN(5) == 0 {
			return &match.Not{Kid: v.tree(rng, depth-1)}
		}
		var kids []match.Node
		for range 2 + rng.IntN(3) {
			kids = append(kids, v.tree(rng, depth-1))
		}
		if rng.IntN(6) == 0 {
			kids = append(kids, kids[0]) // the same node twice, as resolving shares leaves
		}
		if rng.IntN(2) == 0 {
			return &match.And{Kids: kids}
		}
		return &match.Or{Kids: kids}
	}
	switch rng.IntN(20) {
	case 0, 1, 2:
		return v.word(rng)
	case 3, 4:
		return v.phrase(rng)
	case 5:
		return v.pattern(rng, v.field(rng))
	case 6:
		return v.fuzzy(rng, v.field(rng))
	case 7, 8, 9, 10, 11:
		return v.near(rng)
	case 12, 13:
		return v.notNear(rng)
	case 14:
		return v.bag(rng)
	case 15:
		return v.atLeast(rng)
	case 16:
		return v.value(rng)
	case 17:
		return v.address(rng)
	case 18:
		return v.date(rng)
	}
	if rng.IntN(4) == 0 {
		return &match.All{}
	}
	return &match.Lang{Tag: []string{"en", "en", "fr", "und", "en-gb", "xx", "e"}[rng.IntN(7)]}
}

func (v *vocabulary) field(rng *rand.Rand) match.Field {
	return []match.Field{match.Text, match.Text, match.Headline, match.Body}[rng.IntN(4)]
}

// tokens returns the words of a random headline or body, never none.
func (v *vocabulary) tokens(rng *rand.Rand) []text.Token {
	return v.texts[rng.IntN(len(v.texts))]
}

func (v *vocabulary) word(rng *rand.Rand) match.Node {
	tokens := v.tokens(rng)
	t := tokens[rng.IntN(len(tokens))]
	w := &match.Word{In: v.field(rng), Surface: t.Surface}
	switch rng.IntN(8) {
	case 0, 1, 2:
	case 3:
		w.Surface = "xyzzy" // by stem alone
		w.Stems = v.stems(t.Surface)
	case 4:
		w.Surface = t.Stem + "x"
	default:
		w.Stems = v.stems(t.Surface)
	}
	return w
}

// phrase returns words that stand in a row somewhere, over paragraph ends too,
// and sometimes one of them changed.
func (v *vocabulary) phrase(rng *rand.Rand) match.Node {
	for {
		tokens := v.tokens(rng)
		if len(tokens) < 2 {
			continue
		}
		n := min(2+rng.IntN(4), len(tokens))
		first := rng.IntN(len(tokens) - n + 1)
		p := &match.Phrase{In: v.field(rng)}
		for _, t := range tokens[first : first+n] {
			p.Words = append(p.Words, t.Surface)
		}
		switch rng.IntN(8) {
		case 0:
			p.Words[rng.IntN(n)] = "xyzzy"
		case 1:
			p.Words[0], p.Words[n-1] = p.Words[n-1], p.Words[0]
		case 2:
			p.Words = slices.Repeat(p.Words[:1], n)
		}
		return p
	}
}

func (v *vocabulary) article(rng *rand.Rand) *article.Article {
	return v.readings[rng.IntN(len(v.readings))].Article()
}

func (v *vocabulary) value(rng *rand.Rand) match.Node {
	field := []string{"byline", "source", "section", "tag"}[rng.IntN(4)]
	values := v.article(rng).Values(field)
	n := &match.Value{Field: field}
	if len(values) == 0 {
		n.Words = []string{"nowhere"}
		return n
	}
	val := values[rng.IntN(len(values))]
	if rng.IntN(3) == 0 {
		n.Whole, n.Text = true, val
		if rng.IntN(4) == 0 {
			n.Text = strings.ToUpper(val)
		}
		return n
	}
	n.Words = text.Surfaces(val)
	if len(n.Words) == 0 {
		n.Words = []string{"nowhere"}
	}
	first := rng.IntN(len(n.Words))
	n.Words = n.Words[first : first+1+rng.IntN(len(n.Words)-first)]
	return n
}

func (v *vocabulary) address(rng *rand.Rand) match.Node {
	for range 20 {
		a := v.article(rng)
		if a.URL == "" {
			continue
		}
		if rng.IntN(2) == 0 {
			url := article.CanonicalURL(a.URL)
			n := &match.Prefix{Text: url[:1+rng.IntN(len(url))], Folder: rng.IntN(2) == 0}
			if n.Folder && rng.IntN(2) == 0 { // cut where a folder ends
				n.Text = url[:max(0, strings.LastIndexAny(n.Text, "/?"))]
			}
			return n
		}
		host := a.Host()
		if dot := strings.Index(host, "."); rng.IntN(2) == 0 && dot >= 0 {
			host = host[dot+1:]
		}
		return &match.Host{Name: host}
	}
	return &match.Prefix{Text: "https://nowhere.example/"}
}

func (v *vocabulary) date(rng *rand.Rand) match.Node {
	n := &match.Date{}
	switch rng.IntN(7) {
	case 0:
		n.None = true
	case 1, 2:
		n.From = v.bound(rng)
	case 3, 4:
		n.To = v.bound(rng)
	default:
		n.From, n.To = v.bound(rng), v.bound(rng)
	}
	return n
}

// bound returns a bound at, or close to, the date of an article.
func (v *vocabulary) bound(rng *rand.Rand) *match.Bound {
	d := v.article(rng).Published
	if d.IsZero() {
		d = article.Date{Day: "2020-01-01"}
	}
	if rng.IntN(2) == 0 {
		return &match.Bound{Day: d.Day}
	}
	at := d.Time
	if at.IsZero() {
		var err error
		if at, err = time.Parse(time.DateOnly, d.Day); err != nil {
			panic(err) // ParseDate made the day
		}
	}
	at = at.Add([]time.Duration{0, 0, 0, time.Nanosecond, -time.Nanosecond, time.Second, -time.Second, 24 * time.Hour, 24*time.Hour - time.Nanosecond}[rng.IntN(9)])
	return &match.Bound{Time: at, Open: rng.IntN(2) == 0}
}

// stems returns the stem of a word in each language that is stemmed, as a bare
// word of a query has them.
func (v *vocabulary) stems(word string) map[string]string {
	if known, ok := v.stemsOf[word]; ok {
		return known // trees are read-only
	}
	out := map[string]string{}
	for _, lang := range text.Languages() {
		if ts := v.an.Tokens(nil, word, lang); len(ts) == 1 && ts[0].Stem != "" {
			out[lang] = ts[0].Stem
		}
	}
	v.stemsOf[word] = out
	return out
}
