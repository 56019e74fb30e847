package markup

import (
	"bufio"
	"bytes"
	"io"
)

// MaxTag bounds a tag and a document type, in bytes: real ones hold hundreds.
// What does not end within it is taken as text, but for values that are longer
// alone. It is also the buffer that the scanner needs, so that it never keeps
// more.
const MaxTag = 64 << 10

// MaxDeclaration bounds other declarations and instructions in the same way.
const MaxDeclaration = 4 << 10

// Kind is what a piece of XML is.
type Kind int

const (
	Text  Kind = iota // raw characters, references not resolved
	CDATA             // characters of a CDATA section, as they are
	Start
	Empty // <a/>
	End
	Doctype
	EOF
)

// scanner cuts XML into pieces and takes what it is given: what is no markup
// is text, and a tag that is not finished ends where the next one begins. Texts
// come in parts of any length, so that no text is ever held as a whole.
type scanner struct {
	r       *bufio.Reader // of at least MaxTag bytes
	Offset  int64         // bytes consumed
	Line    int           // line feeds consumed
	cdata   bool          // within a CDATA section
	doctype bool          // a document type was looked for
	Faults  Faults        // since the caller emptied them
	Err     error         // of the reader, nil at a clean end
}

// Faults counts what is not well formed, and keeps the first.
type Faults struct {
	Count int
	First string
	Line  int
}

func (f *Faults) add(line int, what string) {
	if f.Count++; f.Count == 1 {
		f.First, f.Line = what, line
	}
}

// peek returns the next n bytes, or fewer at the end of the data.
func (s *scanner) peek(n int) []byte {
	b, err := s.r.Peek(n)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		s.Err = err
	}
	return b
}

// take consumes n bytes that were peeked.
func (s *scanner) take(b []byte) []byte {
	s.Offset += int64(len(b))
	s.Line += bytes.Count(b, []byte("\n"))
	s.r.Discard(len(b))
	return b
}

// buffered returns what is at hand, at least one byte, nil at the end.
func (s *scanner) buffered() []byte {
	if len(s.peek(1)) == 0 {
		return nil
	}
	return s.peek(s.r.Buffered())
}

// within peeks until end finds something, at most limit bytes and in steps, so
// that a short tag does not wait for more of a slow sender. end returns the
// length, or -1 for "more".
func (s *scanner) within(limit int, end func([]byte) int) []byte {
	for n := 512; ; n *= 4 {
		b := s.peek(min(n, limit))
		if i := end(b); i >= 0 {
			return b[:i]
		}
		if len(b) < n || n >= limit {
			return nil
		}
	}
}

// next returns the next piece. The bytes are good until the next call; of tags
// they include < and >.
func (s *scanner) next() (Kind, []byte) {
	for {
		if s.cdata {
			if part := s.section(); part != nil {
				return CDATA, part
			}
			continue
		}
		b := s.buffered()
		if b == nil {
			return EOF, nil
		}
		switch i := bytes.IndexByte(b, '<'); {
		case i > 0:
			return Text, s.take(b[:i])
		case i < 0:
			return Text, s.take(b)
		}
		kind, piece, ok := s.markup()
		if ok {
			return kind, piece
		}
	}
}

// section returns a part of a CDATA section, nil when it has ended.
func (s *scanner) section() []byte {
	b := s.peek(max(s.r.Buffered(), 3))
	if i := bytes.Index(b, []byte("]]>")); i > 0 {
		return s.take(b[:i])
	} else if i == 0 {
		s.take(b[:3])
		s.cdata = false
		return nil
	}
	if len(b) < 3 {
		// The data ends within the section.
		s.cdata = false
		s.Faults.add(s.Line, "a CDATA section has no end")
		if len(b) == 0 {
			return nil
		}
		return s.take(b)
	}
	return s.take(b[:len(b)-2]) // the two may begin the end
}

// markup reads what begins with <. It is not ok for what says nothing.
func (s *scanner) markup() (Kind, []byte, bool) {
	b := s.peek(9)
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		s.take(b[:4])
		s.skipComment()
		return 0, nil, false
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		s.take(b[:9])
		s.cdata = true
		return 0, nil, false
	case bytes.HasPrefix(b, []byte("<!")):
		b = nil
		if !s.doctype { // there is one at most, and looking for its end is dear
			s.doctype = true
			b = s.within(MaxTag, doctypeEnd)
		}
		if b == nil {
			b = s.within(MaxDeclaration, angleEnd)
		}
		if b != nil {
			return Doctype, s.take(b), true
		}
	case bytes.HasPrefix(b, []byte("<?")):
		b = s.within(MaxDeclaration, func(b []byte) int { return after(b, "?>") })
		if b == nil {
			b = s.within(MaxDeclaration, angleEnd)
		}
		if b != nil {
			s.take(b)
			return 0, nil, false
		}
	case len(b) > 1 && nameStart(b[1]), len(b) > 2 && b[1] == '/' && nameStart(b[2]):
		return s.tag(b[1] == '/')
	}
	s.Faults.add(s.Line, "a < that begins no tag")
	return Text, s.take(s.peek(1)), true
}

// tag reads a start or end tag.
func (s *scanner) tag(closes bool) (Kind, []byte, bool) {
	b := s.within(MaxTag, tagEnd)
	if b == nil {
		if long := s.longTag(); long != nil && !closes {
			b = long
		} else {
			// No other tag begins before the end of what was looked at.
			rest := s.take(s.peek(MaxTag))
			s.Faults.add(s.Line, "a tag that does not end")
			if len(rest) == MaxTag {
				return Text, rest, true
			}
			// The file was cut here. What was to be closed may be, nothing is opened.
			return End, rest, closes
		}
	} else {
		s.take(b)
	}
	unfinished := b[len(b)-1] != '>'
	if unfinished {
		s.Faults.add(s.Line, "a tag that does not end before the next")
	}
	switch {
	case closes:
		return End, b, true
	case !unfinished && len(b) > 2 && b[len(b)-2] == '/':
		return Empty, b, true
	}
	return Start, b, true
}

// longTag consumes a start tag with a value longer than MaxTag, such as a picture
// that stands in its own address, and returns it without such values. It returns
// nil, and consumes nothing, when the tag is no such one.
func (s *scanner) longTag() []byte {
	var tag []byte
	for {
		b := s.peek(MaxTag)
		at := openQuote(b)
		if len(b) < MaxTag || at < 0 || len(tag) > MaxTag {
			return s.cutTag(tag)
		}
		tag = append(append(tag, b[:at]...), '"', '"')
		quote := b[at]
		s.take(b[:at+1])
		s.Faults.add(s.Line, "a value of more than 64 KB, left out")
		if !s.skipValue(quote) {
			return s.cutTag(tag)
		}
		// What follows the value is looked at as a tag of no name.
		if rest := s.within(MaxTag, func(b []byte) int { return tagEnd(append([]byte{'<'}, b...)) - 1 }); rest != nil {
			return append(tag, s.take(rest)...)
		}
	}
}

// cutTag is a tag that was begun and has no end.
func (s *scanner) cutTag(tag []byte) []byte {
	if tag == nil {
		return nil
	}
	return append(tag, ' ') // not ">": it is unfinished
}

// skipValue passes over the rest of a value and its quote. It is false when the
// data or the tag ends within it.
func (s *scanner) skipValue(quote byte) bool {
	for {
		b := s.buffered()
		if b == nil {
			return false
		}
		if i := bytes.IndexAny(b, string(quote)+"<"); i >= 0 {
			closed := b[i] == quote
			if closed {
				i++
			}
			s.take(b[:i])
			return closed
		}
		s.take(b)
	}
}

// openQuote returns where in the beginning of a tag the value begins that does
// not end in it, -1 when there is none.
func openQuote(b []byte) int {
	if bytes.IndexByte(b[min(1, len(b)):], '<') >= 0 {
		return -1
	}
	for i := 1; i < len(b); i++ {
		if b[i] != '"' && b[i] != '\'' {
			continue
		}
		if last := bytes.TrimRight(b[:i], " \t\r\n"); last[len(last)-1] != '=' {
			continue
		}
		end := bytes.IndexByte(b[i+1:], b[i])
		if end < 0 {
			return i
		}
		i += end + 1
	}
	return -1
}

// skipComment passes over the rest of a comment, of any length.
func (s *scanner) skipComment() {
	for {
		b := s.peek(max(s.r.Buffered(), 3))
		if n := after(b, "-->"); n >= 0 {
			s.take(b[:n])
			return
		}
		if len(b) < 3 {
			s.take(b)
			s.Faults.add(s.Line, "a comment has no end")
			return
		}
		s.take(b[:len(b)-2])
	}
}

// after returns where the first mark ends, -1 when it is not there.
func after(b []byte, mark string) int {
	i := bytes.Index(b, []byte(mark))
	if i < 0 {
		return -1
	}
	return i + len(mark)
}

func angleEnd(b []byte) int { return after(b, ">") }

// tagEnd returns the length of the tag at the start of b: to the > outside of
// quotes, or to the next <, which well-formed tags never hold; a quote that is
// still open there opened nothing.
func tagEnd(b []byte) int {
	limit := bytes.IndexByte(b[1:], '<') + 1
	if limit == 0 {
		limit = len(b)
	}
	for i := 1; i < limit; i++ {
		switch b[i] {
		case '>':
			return i + 1
		case '"', '\'':
			// Only behind = does a quote open a value.
			if last := bytes.TrimRight(b[:i], " \t\r\n"); last[len(last)-1] != '=' {
				continue
			}
			if end := bytes.IndexByte(b[i+1:limit], b[i]); end >= 0 {
				i += end + 1
			} else if limit == len(b) && len(b) < MaxTag {
				return -1
			}
		}
	}
	if limit < len(b) {
		return limit
	}
	return -1
}

// doctypeEnd returns the length of the declaration at the start of b, with what
// it holds in brackets.
func doctypeEnd(b []byte) int {
	depth := 0
	for i := 2; i < len(b); i++ {
		switch b[i] {
		case '"', '\'':
			end := bytes.IndexByte(b[i+1:], b[i])
			if end < 0 {
				return -1
			}
			i += end + 1
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return -1
}

func nameStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}
