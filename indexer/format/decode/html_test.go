package decode

import (
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
)

// TestHTML: what a page declares is believed unless its bytes prove
// otherwise.
func TestHTML(t *testing.T) {
	for _, c := range []struct{ name, data, contentType, want, notes string }{
		{"declared", `<meta charset="windows-1252">` + "caf\xe9", "", "café", "read as windows-1252 1"},
		{"by header", "caf\xe9", "text/html; charset=iso-8859-2", "café", "read as iso-8859-2 1"},
		{"UTF-8 far behind the beginning", strings.Repeat(" ", 2000) + "café", "", "café", ""},
		{"stored anew as UTF-8", `<meta charset="gbk">` + "海外留学生看两会", "", "海外留学生看两会", "read as UTF-8, not as gbk 1"},
		{"GBK that looks like UTF-8", `<meta charset="gbk">` + "\xc4\xa3\xc4\xa3", "", "模模", "read as gbk 1"},
	} {
		got, notes, err := HTML([]byte(c.data), c.contentType)
		if err != nil || !strings.HasSuffix(got, c.want) || formattest.NoteLine(notes) != c.notes {
			t.Errorf("%s: %q, notes %q (%v)", c.name, got, formattest.NoteLine(notes), err)
		}
	}
}
