package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsdex/indexer/format/decode"
)

// decodeWords returns a field of a mail as text: encoded words (RFC 2047)
// decoded, other bytes as what they look like. Words that only programs that
// break the rules write are read, too: with blanks in them, without their end,
// with characters that are split between two words.
func decodeWords(s string) string {
	var out strings.Builder
	var pending []byte // decoded, but in this charset
	charset, open := "", false
	flush := func() {
		if open {
			text, _, _ := decodeLabelled(pending, charset)
			out.WriteString(text)
		}
		pending, open = pending[:0], false
	}
	for s != "" {
		at, word := nextWord(s)
		if at < 0 {
			break
		}
		// Blanks between two words are there for the line only.
		if gap := s[:at]; !open || strings.TrimSpace(gap) != "" {
			flush()
			text, _ := decode.Text([]byte(gap))
			out.WriteString(text)
		}
		if open && !strings.EqualFold(word.charset, charset) {
			flush()
		}
		charset, open = word.charset, true
		pending = append(pending, word.data...)
		s = s[at+word.size:]
	}
	flush()
	text, _ := decode.Text([]byte(s))
	out.WriteString(text)
	return strings.TrimSpace(strings.ToValidUTF8(out.String(), "\uFFFD"))
}

// encodedWord is one word as =?charset?B?text?=.
type encodedWord struct {
	charset string
	data    []byte
	size    int // of its writing
}

// nextWord finds the first encoded word, at is -1 when there is none.
func nextWord(s string) (at int, w encodedWord) {
	for at = 0; ; at += 2 {
		i := strings.Index(s[at:], "=?")
		if i < 0 {
			return -1, w
		}
		at += i
		rest := s[at+2:]
		name, rest, ok := strings.Cut(rest, "?")
		if !ok {
			return -1, w
		}
		if len(rest) < 2 || rest[1] != '?' || len(name) > maxCharsetName || strings.ContainsAny(name, " \t=") {
			continue
		}
		text := rest[2:]
		end := strings.Index(text, "?=")
		w = encodedWord{charset: name, size: 2 + len(name) + 1 + 2 + len(text)}
		if end >= 0 {
			w.size += end + 2 - len(text)
			text = text[:end]
		}
		switch rest[0] {
		case 'B', 'b':
			w.data = unbase64([]byte(text))
		case 'Q', 'q':
			w.data = appendCodes(nil, []byte(strings.ReplaceAll(text, "_", " ")))
		default:
			continue
		}
		return at, w
	}
}

// maxCharsetName is longer than any name of a charset.
const maxCharsetName = 64

// mailbox is one sender (RFC 5322, section 3.4).
type mailbox struct{ name, address string }

// mailboxes takes a field of addresses apart.
func mailboxes(field string) []mailbox {
	var list []mailbox
	for _, one := range splitUnquoted(field, ',') {
		one = strings.Trim(one, " \t;")
		if one == "" {
			continue
		}
		list = append(list, oneMailbox(one))
	}
	return list
}

func oneMailbox(s string) mailbox {
	if i := openBracket(s); i >= 0 {
		address, _, _ := strings.Cut(s[i+1:], ">")
		return mailbox{name: senderName(s[:i]), address: strings.TrimSpace(address)}
	}
	bare := strings.TrimSpace(withoutComments(s))
	if !strings.Contains(bare, "@") {
		return mailbox{name: senderName(s)}
	}
	comment := ""
	if i := strings.IndexByte(s, '('); i >= 0 {
		comment = strings.TrimRight(s[i+1:], ") ")
	}
	return mailbox{name: senderName(comment), address: unquoteParam(bare)}
}

// openBracket returns where the first < stands outside of quotes, -1 when none
// does.
func openBracket(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '<':
			if !quoted {
				return i
			}
		}
	}
	return -1
}

// senderName is a name as a reader sees it.
func senderName(s string) string {
	return strings.Trim(strings.TrimSpace(unquoteParam(decodeWords(unquoteParam(s)))), `'`)
}

// withoutComments drops what stands in round brackets.
func withoutComments(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// hasUnprintable reports whether a text is not one that can be shown.
func hasUnprintable(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
