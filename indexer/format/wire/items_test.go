package wire

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"
)

// xmlRead shows the items "i" of a file and their errors.
func xmlRead(data string, contentType string) string {
	x := newItemReader(record.Input{Reader: strings.NewReader(data), ContentType: contentType}, "i")
	var out []string
	for {
		n, at, err := x.next()
		var broken *record.RecordError
		switch {
		case err == io.EOF:
			for _, note := range x.notes {
				out = append(out, note.Code)
			}
			return strings.Join(out, "; ")
		case errors.As(err, &broken):
			out = append(out, fmt.Sprintf("%d: %s", at, broken.Reason))
		case err != nil:
			return strings.Join(append(out, err.Error()), "; ")
		default:
			out = append(out, fmt.Sprintf("%d: %s", at, n.line()))
		}
	}
}

func TestXML(t *testing.T) {
	deep := strings.Repeat("<b>", maxItemDepth+1)
	tests := []struct{ name, data, contentType, want string }{
		{"items", "<r><i>a</i><j/><p:i>b</p:i></r>", "", "3: a; 15: b"},
		{"an item alone", "<i>a</i>", "", "0: a"},
		{"cdata and entities", "<i><![CDATA[<a>]]>&amp;&eacute;&#233;&nope;</i>", "", "0: <a>&éé&nope;"},
		{"unclosed within", "<r><i><b>a</i><i>b</i></r>", "", "3: a; 14: b; ill-formed XML"},
		{"an end without a start", "<r><i>a</br>b</x>c</i><i>d</i></r>", "", "3: abc; 22: d; ill-formed XML"},
		{"attributes without quotes", "<i a=b c>a</i>", "", "0: a"},
		{"an end tag without a name", "<r><i>a</ </i>\n<i>b</i></r>", "", "3: a</; 15: b; ill-formed XML"},
		{"cut short", "<r><i>a</i>\n<i><b>b", "", "3: a; 12: the XML ends inside <b>: the file is cut short; get it again (line 2, byte 19)"},
		{"too deep", "<r><i>" + deep + "</i><i>b</i></r>", "", fmt.Sprintf("3: elements are nested more than 128 deep, which no article is (line 1, byte %d); 397: b", 6+3*maxItemDepth)},
		{"a document type", "<!DOCTYPE i SYSTEM \"http://x.example/i.dtd\"><i>a</i>", "", "44: a"},
		{"latin-1 by declaration", "<?xml version='1.0' encoding='iso-8859-1'?><i>caf\xe9</i>", "", "43: café; read as windows-1252"},
		{"a declaration that lies", "<?xml version='1.0' encoding='iso-8859-1'?><i>café</i>", "", "43: café; read as UTF-8, not as windows-1252"},
		{"latin-1 undeclared", "<i>caf\xe9</i>", "", "0: café; read as windows-1252"},
		{"shift_jis by header", "<i>\x93\xfa\x96\x7b</i>", "text/xml; charset=Shift_JIS", "0: 日本; read as shift_jis"},
		{"an encoding that is not known", "<?xml version='1.0' encoding='x-mine'?><i>a</i>", "", "39: a; unknown encoding"},
		{"utf-16 declared, bytes are not", "<?xml version='1.0' encoding='utf-16'?><i>a</i>", "", "39: a"},
		{"utf-16", "\xff\xfe<\x00i\x00>\x00a\x00<\x00/\x00i\x00>\x00", "", "0: a; read as UTF-16LE"},
		{"byte order mark", decode.BOM + "<i>a</i>", "", "0: a"},
		{"a broken byte", "<i>é é é a\xffb</i>", "", "0: é é é a\xffb"},
		{"a control character", "<i>a\x01b</i>", "", "0: a\x01b"},
		{"an item without an end", "<r><i>a<b>c</b><i>b</i></r>", "", "3: ac; 15: b; ill-formed XML"},
		{"cut short between items", "<r><i>a</i>\n", "", "3: a; 12: the file is cut short, </r> is missing: get it again if items are missing (line 2, byte 12)"},
		{"damage in a lost item is not its neighbour's", "<r><i>" + deep + "</x></i><i>b</i></r>", "", fmt.Sprintf("3: elements are nested more than 128 deep, which no article is (line 1, byte %d); 401: b", 6+3*maxItemDepth)},
		{"an attribute of another namespace", "<i xmlns:i='x' xml:lang='en'>a</i>", "", "0: a"},
		{"nothing", "", "", ""},
		{"text", "no XML at all", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := xmlRead(tt.data, tt.contentType); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestXMLBombs: what would fill the memory is refused before it does, and costs
// no neighbour when it is within one item.
func TestXMLBombs(t *testing.T) {
	const next = "<i>b</i>"
	lol := `<!DOCTYPE i [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><i>&b;</i>`
	if got := xmlRead(lol, ""); !strings.Contains(got, "<!ENTITY") {
		t.Errorf("entities: %q", got)
	}
	for name, body := range map[string]string{
		"a long text":   "<i>" + strings.Repeat("x", maxXMLItem) + "</i>",
		"many elements": "<i>" + strings.Repeat("<b/>", maxXMLNodes+1) + "</i>",
	} {
		got := xmlRead("<r>"+body+next+"</r>", "")
		if !strings.HasSuffix(got, ": b") || !strings.Contains(got, "more than") {
			t.Errorf("%s: %.200q", name, got)
		}
	}
}

// TestXMLLong: what is long and is no text costs nothing.
func TestXMLLong(t *testing.T) {
	long := strings.Repeat("x", maxXMLItem/2)
	for _, tt := range []struct{ name, data, want string }{
		{"a comment", "<r><!--" + long + long + long + "--><i>b</i></r>", ": b"},
		{"a value", "<r><i a='" + long + "' b=\"" + long + "\" c='d'>b</i></r>", ": b; ill-formed XML"},
		{"a value in an empty element", "<r><i>a<img src='" + long + "'/>b</i></r>", ": ab; ill-formed XML"},
		{"a value without an end", "<r><i>a<img src='" + long + "<b>c</b></i><i>b</i></r>", ": ac; " + fmt.Sprint(len(long)+29) + ": b; ill-formed XML"},
		{"a value that the file ends in", "<r><i a='" + long, ": the XML ends inside <i>: the file is cut short; get it again (line 1, byte 8912905)"},
	} {
		if got := xmlRead(tt.data, ""); !strings.HasSuffix(got, tt.want) || len(got) > 300 {
			t.Errorf("%s: %.200q, want …%q", tt.name, got, tt.want)
		}
	}
}
