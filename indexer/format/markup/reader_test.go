package markup

import (
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"newsdex/indexer/format/formattest"
)

func TestRoot(t *testing.T) {
	for _, tt := range []struct{ head, want string }{
		{"<nitf>", "nitf"}, {" <?xml version='1.0'?>\n<!-- <a> -->\n<p:newsItem guid='x'", "newsItem"},
		{"<!DOCTYPE nitf [<!ELEMENT a (b)>]><nitf/>", "nitf"}, {"<!DOCTYPE nitf SYSTEM 'x'><nitf/>", "nitf"},
		{"", ""}, {"text", ""}, {"<", ""}, {"<!--", ""}, {"<abc", ""}, {"{}", ""},
	} {
		if got, _ := Root([]byte(tt.head)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.head, got, tt.want)
		}
	}
}

// events shows what is read, with the faults at the end.
func events(x *Reader) string {
	var b strings.Builder
	for {
		switch ev := x.Next(); ev.Kind {
		case Start:
			fmt.Fprintf(&b, "<%s", ev.Elem.Written)
			for _, a := range ev.Elem.Attrs {
				fmt.Fprintf(&b, " %s=%s", a.Name, a.Value)
			}
			b.WriteString(">")
		case End:
			fmt.Fprintf(&b, "</%s>", ev.Elem.Written)
		case Text:
			b.WriteString(x.Unescape(ev.Raw))
		case CDATA:
			fmt.Fprintf(&b, "[%s]", ev.Raw)
		case EOF:
			for _, e := range x.Stack {
				fmt.Fprintf(&b, " open %s", e.Name)
			}
			if x.Faults.Count > 0 {
				fmt.Fprintf(&b, " %d faults: %s", x.Faults.Count, x.Faults.First)
			}
			if x.Failed != nil {
				fmt.Fprintf(&b, " failed: %s", x.Failed)
			}
			return b.String()
		}
	}
}

func TestReader(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"well formed", "<?xml version='1.0'?><!-- c --><A b='1' C=\"&lt;\"><p:B/>x &amp; y<![CDATA[<z>]]></A>", "<A b=1 c=<><B></B>x & y[<z>]</A>"},
		{"an end that closes two", "<a><b>x</a>y", "<a><b>x</b></a>y 1 faults: </a> closes <b> too"},
		{"an end that closes none", "<a>x</b></a>", "<a>x</a> 1 faults: </b> closes nothing"},
		{"names in another case", "<a>x</A>", "<a>x</a>"},
		{"void elements", "<a>x<br>y<br></br></a>", "<a>x<br></br>y<br></br></a>"},
		{"a tag without an end", "<a><b <c>x</c></a>", "<a><b><c>x</c></b></a> 2 faults: a tag that does not end before the next"},
		{"stray signs", "<a>1 < 2 & 3 > 2</a>", "<a>1 < 2 & 3 > 2</a> 1 faults: a < that begins no tag"},
		{"attributes without quotes", "<a b=c d e='f>g'>x</a>", "<a b=c d= e=f>g>x</a>"},
		{"cut short", "<a><b>x", "<a><b>x open a open b"},
		{"cut in a tag", "<a>x<b c='", "<a>x open a 1 faults: a tag that does not end"},
		{"cut in a section", "<a><![CDATA[x", "<a>[x] open a 1 faults: a CDATA section has no end"},
		{"entities", "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'><!ENTITY e SYSTEM 'f'>]><a>&b;&d;&e;</a>", "<a>c&b;&b;&e;</a>"},
		{"windows-1252 in a text", "<a>caf\xe9</a>", "<a>café</a>"},
		{"too deep", strings.Repeat("<a>", MaxDepth+1), strings.Repeat("<a>", MaxDepth) + strings.Repeat(" open a", MaxDepth) + " failed: elements are nested more than 4096 deep at line 1 (byte 12288), which no document needs; repair the file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := events(NewReader(strings.NewReader(tt.data), nil, nil)); got != tt.want {
				t.Errorf("got  %.500s\nwant %.500s", got, tt.want)
			}
		})
	}
}

// TestForget: what is given up leaves nothing behind.
func TestForget(t *testing.T) {
	x := NewReader(strings.NewReader("<a xmlns='q'><b><c>x</b></a><a>y</a>"), nil, &Vocabulary{Other: "other"})
	for x.Next().Elem == nil || x.Top().Name != "c" {
	}
	x.Forget()
	if got, want := events(x), "x<a>y</a> 2 faults: </b> closes nothing"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzReader: whatever the bytes, each element that starts also ends or is open
// at the end of the data, places grow and lie in it, and the size of what is
// read at once makes no difference.
func FuzzReader(f *testing.F) {
	formattest.Seeds(f)
	f.Add([]byte("<a b='<c>' d=\"e'><!DOCTYPE x [<!ENTITY y \"z\">]><![CDATA[&y;]]><br></a f></b>&y;<!-- -"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x := NewReader(strings.NewReader(string(data)), nil, nil)
		open, last := 0, int64(-1)
		for {
			ev := x.Next()
			if ev.Kind == EOF {
				break
			}
			if x.Offset < last || x.Offset > int64(len(data)) {
				t.Fatalf("at %d of %d after %d", x.Offset, len(data), last)
			}
			last = x.Offset
			switch ev.Kind {
			case Start:
				if open++; ev.Elem.Offset < 0 || ev.Elem.Offset >= x.Offset {
					t.Fatalf("<%s> at %d, read to %d", ev.Elem.Name, ev.Elem.Offset, x.Offset)
				}
			case End:
				open--
			}
		}
		if open != len(x.Stack) {
			t.Fatalf("%d elements are open, %d in the stack", open, len(x.Stack))
		}
		whole := skeleton(NewReader(strings.NewReader(string(data)), nil, nil))
		single := skeleton(NewReader(iotest.OneByteReader(strings.NewReader(string(data))), nil, nil))
		if whole != single {
			t.Fatalf("read at once:\n%s\nbyte by byte:\n%s", whole, single)
		}
	})
}

// skeleton is what is read but for texts, which come in parts of any length.
func skeleton(x *Reader) string {
	var b strings.Builder
	for ev := x.Next(); ev.Kind != EOF; ev = x.Next() {
		if ev.Elem != nil {
			fmt.Fprintf(&b, "%d %s %d %v\n", ev.Kind, ev.Elem.Name, ev.Elem.Offset, ev.Elem.Attrs)
		}
	}
	return b.String()
}
