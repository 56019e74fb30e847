package prose

import (
	"errors"
	"io"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func TestPlain(t *testing.T) {
	long := strings.Repeat("word ", 250)
	tests := []struct {
		name, data     string
		headline, body string
		notes          string
	}{
		{"headline and paragraphs", "Head\n\nOne.\ntwo\n\nThree.\n\n", "Head", "One.\ntwo\n\nThree.", ""},
		{"headline only", "Head", "Head", "", ""},
		{"blank lines before", "\n \n\tHead  \nBody", "Head", "Body", ""},
		{"line ends of DOS", "Head\r\n\r\nOne.\r\nTwo.\r\n", "Head", "One.\nTwo.", ""},
		{"line ends of old Macs", "Head\r\rOne.\rTwo.", "Head", "One.\nTwo.", ""},
		{"end mark of DOS", "Head\n\nOne.\n\x1a", "Head", "One.", ""},
		{"byte order mark", "\xef\xbb\xbfHead\nBody", "Head", "Body", ""},
		{"utf-16 little endian", "\xff\xfeH\x00i\x00\n\x00\n\x00\xe9\x00", "Hi", "é", "read as UTF-16LE 1"},
		{"utf-16 big endian", "\xfe\xff\x00H\x00i\x00\n\x20\x19", "Hi", "’", "read as UTF-16BE 1"},
		{"utf-16 without mark", "H\x00e\x00a\x00d\x00\n\x00B\x00o\x00\x19\x20", "Head", "Bo’", "read as UTF-16LE 1"},
		{"windows-1252", "Caf\xe9\n\n\x93quoted\x94 \x80", "Café", "“quoted” €", "read as windows-1252 1"},
		{"UTF-8 with one bad byte", "Café “x”\n\nbad \xe9 byte", "Café “x”", "bad \xe9 byte", ""},
		{"no headline", long + "\nmore", "", long + "\nmore", "no headline in the text 1"},
		{"furniture is cut", "Head\n\nBody.\n\nLeave a Reply\n\nYour email address will not be published.", "Head", "Body.", "furniture cut 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, err := plain(strings.NewReader(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if rec.Headline != tt.headline || rec.Body != tt.body {
				t.Errorf("got %q and %q, want %q and %q", rec.Headline, rec.Body, tt.headline, tt.body)
			}
			if got := formattest.NoteLine(rec.Notes); got != tt.notes {
				t.Errorf("notes %q, want %q", got, tt.notes)
			}
			if rec.Number != 1 {
				t.Errorf("number %d, want 1", rec.Number)
			}
		})
	}
}

func TestPlainRefuses(t *testing.T) {
	tests := []struct {
		name, code string
		r          io.Reader
	}{
		{"blanks", record.EmptyFile, strings.NewReader(" \n\t\r\n")},
		{"a mark and nothing", record.EmptyFile, strings.NewReader("\xef\xbb\xbf")},
		{"NUL far behind the head", record.BinaryFile, strings.NewReader(strings.Repeat("text ", record.HeadSize) + "\x00")},
		{"without end", record.TooLarge, formattest.Endless('x')},
		{"utf-16 of NULs", record.BinaryFile, strings.NewReader("\xff\xfea\x00\x00\x00")},
		{"larger once decoded", record.TooLarge, strings.NewReader("\xfe\xff" + strings.Repeat("\x20\x19", article.MaxText/2-8))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &formattest.Counter{R: tt.r}
			_, err := plain(c)
			var r *record.Refusal
			if !errors.As(err, &r) || r.Code != tt.code {
				t.Fatalf("got %v, want a refusal %q", err, tt.code)
			}
			if c.N > article.MaxText+1 {
				t.Errorf("read %d bytes, want at most the limit and one", c.N)
			}
		})
	}
	t.Run("damaged source", func(t *testing.T) {
		broken := errors.New("disk gone")
		_, err := plain(io.MultiReader(strings.NewReader("Head\n"), formattest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("got %v, want the cause", err)
		}
	})
	t.Run("the limit itself is read", func(t *testing.T) {
		rec, err := plain(io.LimitReader(formattest.Endless('x'), article.MaxText))
		if err != nil || len(rec.Body) != article.MaxText {
			t.Errorf("got %d bytes and %v", len(rec.Body), err)
		}
	})
}
