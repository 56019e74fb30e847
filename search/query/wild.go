package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Wild is a word with wildcards, as typed: * is any run of characters, ? is one.
type Wild struct {
	Text string
	Span Span
}

// Fuzzy is a word that may differ by up to Edits letters (1 or 2).
type Fuzzy struct {
	Text  string
	Edits int
	Span  Span
}

func (n *Wild) Pos() Span  { return n.Span }
func (n *Fuzzy) Pos() Span { return n.Span }
func (*Wild) node()        {}
func (*Fuzzy) node()       {}

func (n *Wild) String() string { return n.Text }

func (n *Fuzzy) String() string {
	if n.Edits > 1 {
		return n.Text + "~" + strconv.Itoa(n.Edits)
	}
	return n.Text + "~"
}

// MaxWild bounds wildcards and fuzzy words of one query: each stands for up to
// some hundred words of the index.
const MaxWild = 64

// Least letters: fewer would stand for half the dictionary.
const (
	wildLetters  = 2 // before a *
	fuzzyLetters = 4 // of word~
	fuzzier      = 6 // of word~2
)

var (
	slop    = regexp.MustCompile(`^~\d*`)
	weight  = regexp.MustCompile(`^\^[\d.]+`)
	boosted = regexp.MustCompile(`^(.+?)(\^[\d.]+)$`)
	// Lucene once took a share of the word, as in word~0.8.
	tilde = regexp.MustCompile(`^(.*[\p{L}\p{N}])~(\d*(?:\.\d+)?)$`)
	// A question mark within a word is a wildcard, at its end it asks.
	question = regexp.MustCompile(`[\p{L}\p{N}]\?+[\p{L}\p{N}]`)
)

// textRun reads a run that is no operator, field or address: a word, perhaps with
// wildcards, a tilde or a weight.
func (l *lexer) textRun(at Span) {
	s := l.text[at.Start:at.End]
	if m := boosted.FindStringSubmatch(s); m != nil {
		l.boost(at, m[1], m[2])
		at.End, s = at.Start+len(m[1]), m[1]
	}
	if m := tilde.FindStringSubmatch(s); m != nil {
		l.tilde(at, m[1], m[2])
		return
	}
	if strings.Contains(s, "*") && hasWord(s) || question.MatchString(s) {
		l.wild(at)
		return
	}
	l.addRun(at)
}

// groupWeight reports a weight behind a closing bracket, and passes over it. It
// reports false when there is none here.
func (l *lexer) groupWeight() bool {
	n := len(l.out) - 1
	m := ""
	if l.text[l.pos] == '^' {
		m = weight.FindString(l.text[l.pos:])
	}
	if m == "" || n < 0 || l.out[n].kind != closed || l.out[n].span.End != l.pos || l.runEnd(l.pos) != l.pos+len(m) {
		return false
	}
	at := Span{l.out[n].span.Start, l.pos + len(m)}
	l.boost(at, ")", m)
	l.pos = at.End
	return true
}

func (l *lexer) boost(at Span, fix, sign string) {
	l.fail("boost", at, fix, "a query has no weights", "leave "+brief(sign)+" out", fmt.Sprintf("%q was left out", brief(sign)))
}

// tilde reads word~ and word~2.
func (l *lexer) tilde(at Span, word, edits string) {
	first := strings.IndexFunc(word, isWordRune)
	at.Start += first
	word = word[first:]
	n, most := 1, 1
	if edits != "" {
		n, _ = strconv.Atoi(edits)
	}
	if letters := utf8.RuneCountInString(word); letters >= fuzzier {
		most = 2
	} else if letters < fuzzyLetters {
		most = 0
	}
	switch {
	case strings.ContainsFunc(word, notInWord):
		l.fail("fuzzy-parts", at, word, fmt.Sprintf("%q has several parts, and a tilde counts for one word", brief(word)), "leave the tilde out", "it was searched as it stands")
		l.addRun(Span{at.Start, at.Start + len(word)})
	case most == 0:
		l.fail("fuzzy-short", at, word, fmt.Sprintf("%q is too short to search for similar words; it takes %d letters", brief(word), fuzzyLetters), "leave the tilde out", "it was searched as it stands")
		l.addRun(Span{at.Start, at.Start + len(word)})
	default:
		if n < 1 || n > most {
			n = min(max(n, 1), most)
			fix := (&Fuzzy{Text: word, Edits: n}).String()
			l.fail("fuzzy-far", at, fix, fmt.Sprintf("one letter may differ, or two in a word of %d letters or more", fuzzier), "write "+fix, "it was read as "+fix)
		}
		l.add(similar, (&Fuzzy{Text: word, Edits: n}).String(), at)
	}
}

// notInWord reports whether a rune may not stand in a word with wildcards or a
// tilde, because it could make several words of it.
func notInWord(r rune) bool {
	return !isWordRune(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Cf, r) && r != '\'' && r != '’' && r != '*' && r != '?'
}

// wild reads a word with wildcards.
func (l *lexer) wild(at Span) {
	s := l.text[at.Start:at.End]
	first := strings.IndexFunc(s, isWordRune)
	last := strings.LastIndexFunc(s, func(r rune) bool { return isWordRune(r) || unicode.IsMark(r) || r == '*' })
	_, size := utf8.DecodeRuneInString(s[last:])
	body := s[first : last+size]
	if strings.Contains(s[:first], "*") {
		l.fail("leading-star", at, body, "a word cannot begin with a wildcard", "write its beginning", "the star in front was left out")
	}
	at = Span{at.Start + first, at.Start + last + size}
	if !strings.Contains(body, "*") && !question.MatchString(body) {
		l.addRun(at)
		return
	}
	star := strings.IndexByte(body, '*')
	if star >= 0 && star < len(body)-1 && lettersBefore(body[:star]) < wildLetters {
		l.addRun(at) // f**k
		return
	}
	switch {
	case strings.ContainsFunc(body, notInWord):
		l.fail("wild-parts", at, "", fmt.Sprintf("%q has several parts, and wildcards stand in one word", brief(body)), "write the parts as words", "it was left out")
		l.add(dropped, "", at)
	case star >= 0 && lettersBefore(body[:star]) < wildLetters:
		fix := strings.ReplaceAll(body, "*", "")
		l.fail("wild-short", at, fix, fmt.Sprintf("%q has too few letters before the star; it takes %d", brief(body), wildLetters), "write more of the word", "it was read without the star")
		l.add(run, strings.TrimFunc(strings.ReplaceAll(fix, "?", ""), func(r rune) bool { return !isWordRune(r) && !unicode.IsMark(r) }), at)
	default:
		l.add(wildcard, stars.ReplaceAllString(body, "*"), at)
	}
}

var stars = regexp.MustCompile(`\*+`)

func lettersBefore(s string) int {
	n := 0
	for _, r := range s {
		if isWordRune(r) {
			n++
		}
	}
	return n
}

// special makes the node of a wildcard or fuzzy word, where words are text.
func (p *parser) special(t lexeme) Node {
	if p.inside != nil && p.inside.Kind == Values {
		p.fail("words-only", t.span, "", fmt.Sprintf("%s: takes whole words", p.inside.Name), "write the words without wildcards and tildes", "it was left out")
		return nil
	}
	if p.wild++; p.wild > MaxWild {
		if p.wild == MaxWild+1 {
			p.fail("too-many", t.span, "", fmt.Sprintf("the query has more than %d wildcards and tildes", MaxWild), "ask in parts", "further ones were left out")
		}
		return nil
	}
	text := strings.ToValidUTF8(t.text, "")
	if t.kind == wildcard {
		return p.leaf(&Wild{Text: text, Span: t.span})
	}
	word, edits, _ := strings.Cut(text, "~")
	n := 1
	if edits == "2" {
		n = 2
	}
	return p.leaf(&Fuzzy{Text: word, Edits: n, Span: t.span})
}
