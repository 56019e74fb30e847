package query

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spellings of other systems. One counts only where it cannot be taken for
// words; one without a counterpart is reported with what to write instead.

var (
	// A name, or several as ProQuest has them (TI,AB), before = or a bracket.
	equated = regexp.MustCompile(`^(\p{L}[\p{L}_]*(?:,[A-Z]{2,3})*)(?:\.(?:EXACT|X))?(=|\()`)
	// A name before one of these is a word with an ending that may be there:
	// author(s).
	plural = regexp.MustCompile(`^\((?i:s|es)\)`)
	// What may stand in DATE(…): "date(s)" and "date(night)" are text.
	dateCall = regexp.MustCompile(`^(\p{L}+)\(\s{0,3}[<>=]{0,2}\s{0,3}(?i:\d|today|yesterday|none)`)
	// date > 2020, as Lexis writes it. The number keeps "date = x" text, and
	// "date =2020" is two words.
	compared = regexp.MustCompile(`^\p{L}+(=|\s{1,3}=\s{1,3}|\s{0,3}[<>]=?\s{0,3})(?:\d{4}|\d{1,2}/\d{1,2}/\d{2})`)
	parted   = regexp.MustCompile(`^(?:[<>]=?|=)\s{1,3}`)
	// date after 20220701, as Factiva writes it: words, but hardly meant as such.
	spoken = regexp.MustCompile(`^(?i:date\s{1,3}(?:(after|aft|before|bef|since|until)\s{1,3}(\S{6,10})|from\s{1,3}(\S{6,10})\s{1,3}to\s{1,3}(\S{6,10})))(?:[\s)]|$)`)
	when   = regexp.MustCompile(`^(?i:when):\d+[dwmyDWMY]\b`) // Google News
	// What may stand behind a field of codes (Factiva), so that co=2 is text.
	code   = regexp.MustCompile(`^\p{L}+=[\p{L}"“(]`)
	glued  = regexp.MustCompile(`^\p{L}+:\S`)
	length = regexp.MustCompile(`^(?:(?i:wc|length)(?:=|\s?[<>]=?\s?)\d+|LENGTH\([<>=\s]{0,4}\d+\))`)
	// Fields whose words stand in headline and body.
	leads  = regexp.MustCompile(`^(?i:hlead|lead|lp|hlp|ab|abstract)$`)
	topics = regexp.MustCompile(`^(?:COMPANY|PERSON|GEOGRAPHIC|TERMS|DATELINE|NOFT|CAPS|ALLCAPS|NOCAPS|SINGULAR|PLURAL|[A-Z]{2,3}(?:,[A-Z]{2,3})+)$`)
	allIn  = regexp.MustCompile(`^(?i:allin(title|text)):\s{0,3}([^\s():][^():]*)$`)
)

// shortCode is the length of a name up to which name(x) counts in capitals only:
// pub(lic) and lead(er) are words.
const shortCode = 4

// horizon bounds how far ahead, in bytes, a spelling is looked for: without a
// bound each run would cost as much as the rest of the query has bytes.
const horizon = 256

// ahead returns the text from here on, at most horizon bytes of it.
func (l *lexer) ahead() string {
	rest := l.text[l.pos:]
	if len(rest) <= horizon {
		return rest
	}
	end := horizon
	for !utf8.RuneStart(rest[end]) && end > horizon-utf8.UTFMax {
		end--
	}
	return rest[:end]
}

// dialect reads a field as another system writes it. It reports false when there
// is none here.
func (l *lexer) dialect() bool {
	rest := l.ahead()
	name := rest[:len(rest)-len(strings.TrimLeftFunc(rest, unicode.IsLetter))]
	if name == "" {
		return false
	}
	switch l.next(l.pos + len(name)) {
	case '=', '(', ',', '.', '_':
		return l.datesOf(name, rest) || l.absent(name, rest) || l.foreignField(rest)
	case ':':
		return l.datesOf(name, rest) || l.allOf() || l.absent(name, rest)
	}
	switch strings.ToLower(name) { // and a sign or word behind a blank
	case "date", "published":
		l.spokenDate(rest)
		return l.datesOf(name, rest)
	case "wc", "length":
		return l.absent(name, rest)
	}
	return false
}

// foreignField reads the spellings hd=x and headline(x). Nothing but a known
// name counts, and before a bracket none of addresses.
func (l *lexer) foreignField(rest string) bool {
	m := equated.FindStringSubmatch(rest)
	if m == nil {
		return false
	}
	name, call := m[1], m[2] == "("
	end := l.pos + len(m[0])
	if call {
		end-- // the bracket is read behind the field
	}
	if after := l.next(end); !call && (isSeparator(after) || isClose(after)) {
		return false
	}
	if call && !l.callable(name, end) {
		return false
	}
	spec := l.opts.code(name)
	if spec == nil {
		return l.inText(name, end, call)
	}
	words := spec.Kind == Text || spec.Kind == Values
	if !words && call && spec.Name != "lang" {
		return false
	}
	l.out = append(l.out, lexeme{kind: field, text: spec.Name, span: Span{l.pos, end}, spec: spec})
	l.pos = end
	if !words {
		l.value()
	}
	return true
}

// callable reports whether a name before a bracket may be that of a field.
func (l *lexer) callable(name string, end int) bool {
	if plural.MatchString(l.text[end:]) {
		return false
	}
	for _, f := range l.opts.Fields {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return len(name) > shortCode || name == strings.ToUpper(name)
}

// inText reports a field for a part of the text that is none here, such as the
// lead, and passes over its name; false when a name is none of these.
func (l *lexer) inText(name string, end int, call bool) bool {
	_, size := utf8.DecodeRuneInString(l.text[end:]) // a bracket, or how the value begins
	at, fix := Span{l.pos, end + size}, l.text[end:end+size]
	switch {
	case leads.MatchString(name):
		l.fail("no-lead", at, fix, fmt.Sprintf("the lead is no field of its own (%q)", brief(name)), "leave the name out, or write headline: or body:", "it was looked for in headline and body")
	case call && topics.MatchString(name):
		l.fail("no-counterpart", at, fix, fmt.Sprintf("there is no field %q", brief(name)), "leave the name out", "its words were looked for in headline and body")
	default:
		return false
	}
	l.pos = end
	return true
}

// datesOf reads DATE(2022), PD(20220708), YR(2022), date > 2020 and when:7d.
func (l *lexer) datesOf(name, rest string) bool {
	size := len(name)
	google := strings.EqualFold(name, "when") && when.MatchString(rest)
	if google {
		size += len(":")
	}
	if google || name == "PD" || name == "YR" { // the latter are ProQuest's
		name = "published"
	}
	spec := l.opts.field(name)
	if spec == nil || spec.Kind != Published {
		return false
	}
	begin := lexeme{kind: field, text: spec.Name, span: Span{l.pos, l.pos + size}, spec: spec}
	if google || dateCall.MatchString(rest) {
		l.out = append(l.out, begin)
		l.pos += size
		l.value()
		return true
	}
	m := compared.FindStringSubmatch(rest)
	if m == nil {
		return false
	}
	from := l.pos + size + len(m[1])
	at := Span{l.pos, l.valueEnd(from)}
	l.out = append(l.out, begin)
	l.add(date, strings.TrimSpace(m[1])+strings.TrimRight(squeeze(l.text[from:at.End]), ",;"), at)
	l.pos = at.End
	return true
}

// spokenDate warns of a date in words. It is read as words all the same: there
// are release dates and due dates.
func (l *lexer) spokenDate(rest string) {
	m := spoken.FindStringSubmatch(rest)
	if m == nil {
		return
	}
	names := map[string]string{"after": "after:", "aft": "after:", "before": "before:", "bef": "before:", "since": "since:", "until": "until:"}
	value := m[2]
	name := names[strings.ToLower(m[1])]
	if m[1] == "" {
		name, value = "published:", m[3]+".."+m[4]
	}
	if _, err := parseDate(value, Published, l.opts.Now); err != nil {
		return
	}
	at := Span{l.pos, l.pos + len(strings.TrimRight(m[0], ") \t\n"))}
	l.warn("date-in-words", at, name+value, fmt.Sprintf("%q was read as words; for the day of publication write %s", brief(l.text[at.Start:at.End]), name+value))
}

// allOf reads allintitle: at the start, which takes all words behind it. With
// brackets or fields among them it is left to be reported as no field.
func (l *lexer) allOf() bool {
	if l.pos > 0 {
		return false
	}
	m := allIn.FindStringSubmatch(l.text)
	if m == nil || !hasWord(m[2]) {
		return false
	}
	spec := l.opts.field(m[1])
	if spec == nil {
		return false
	}
	at := Span{0, len(l.text) - len(m[2])}
	l.out = append(l.out, lexeme{kind: field, text: spec.Name, span: at, spec: spec})
	l.add(open, "(", Span{at.End, at.End})
	l.pos = at.End
	l.closeLast = true
	return true
}

// absent reports a field without any counterpart, and leaves it out.
func (l *lexer) absent(name, rest string) bool {
	start, found, write := l.pos, "", ""
	switch strings.ToLower(name) {
	case "wc", "length":
		m := length.FindString(rest)
		if m == "" {
			return false
		}
		l.pos += len(m)
		l.leaveOut(start, fmt.Sprintf("articles are not asked for by length (%q)", brief(m)), "leave it out")
		return true
	case "rst", "sc", "ns", "co", "pe", "re", "in":
		if !code.MatchString(rest) {
			return false
		}
		found, write = fmt.Sprintf("%q takes codes of another archive", name+"="), `write what they stand for: source:"The Hill", tag:grain, or words`
	case "inurl", "allinurl":
		if !glued.MatchString(rest) {
			return false
		}
		found, write = "addresses are found by their beginning only", "write site:thehill.com or url:thehill.com/policy"
	case "allintitle", "allintext":
		return l.lateAll(name, rest)
	default:
		return false
	}
	l.pos = l.operandEnd(start + len(name) + len("="))
	l.leaveOut(start, found, write)
	return true
}

// leaveOut reports what stands from start up to here, as an operand that comes
// to nothing.
func (l *lexer) leaveOut(start int, found, write string) {
	at := Span{start, l.pos}
	done := "it was left out"
	if write != "leave it out" {
		done += "; " + write
	}
	l.fail("no-counterpart", at, "", found, write, done)
	l.add(dropped, "", at)
}

// lateAll reports allintitle: where it cannot be followed, and passes over it.
func (l *lexer) lateAll(name, rest string) bool {
	if !strings.HasPrefix(rest[len(name):], ":") {
		return false
	}
	at := Span{l.pos, l.pos + len(name) + len(":")}
	l.pos = at.End
	const write = "write headline:(a b) or body:(a b)"
	l.fail("no-counterpart", at, "", fmt.Sprintf("%q counts at the start, before nothing but words", name+":"), write, "it was left out; "+write)
	if r := l.next(l.pos); isSeparator(r) || isClose(r) {
		l.settle(at)
	}
	return true
}

// operandEnd returns where the phrase, bracket or run ends that starts at pos.
func (l *lexer) operandEnd(pos int) int {
	r, size := utf8.DecodeRuneInString(l.text[pos:])
	switch {
	case isQuote(r):
		if i := strings.IndexFunc(l.text[pos+size:], isQuote); i >= 0 {
			_, closing := utf8.DecodeRuneInString(l.text[pos+size+i:])
			return pos + size + i + closing
		}
		return len(l.text)
	case isOpen(r):
		depth := 0
		for i, r := range l.text[pos:] {
			if isOpen(r) {
				depth++
			} else if isClose(r) {
				if depth--; depth == 0 {
					return pos + i + utf8.RuneLen(r)
				}
			}
		}
		return len(l.text)
	}
	return l.runEnd(pos)
}
