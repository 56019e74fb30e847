package mail

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

// mailOf writes a mail with the fields that all have.
func mailOf(header, body string) string {
	return "From: The Morning <news@paper.example>\nSubject: Heads\nMessage-ID: <1@paper.example>\nDate: Fri, 8 Jul 2022 10:00:00 +0200\n" + header + "\n" + body
}

// usual is what those fields give behind headline and body.
const usual = " 1@paper.example The Morning The Morning 2022-07-08T10:00:00+02:00\n"

func TestEML(t *testing.T) {
	alternative := "Content-Type: multipart/alternative; boundary=b\n"
	part := func(kind, text string) string { return "--b\nContent-Type: " + kind + "\n\n" + text + "\n" }
	tests := []struct{ name, data, want string }{
		{"plain", mailOf("", "One.\r\n\r\nTwo.\n"), `1@0 "Heads" "One.\r\n\r\nTwo."` + usual},
		{"fields", mailOf("To: a@b.example\nList-Id: The Morning <m.paper.example>\nKeywords: war, grain\nContent-Language: en-GB, fr\nArchived-At: <https://paper.example/1>\n", "Text"),
			`1@0 "Heads" "Text" 1@paper.example https://paper.example/1 The Morning The Morning 2022-07-08T10:00:00+02:00
  mailing list: 1 The Morning <m.paper.example>
  ignored field to: 1 
`},
		{"the page says more", mailOf(alternative, part("text/plain", "See https://paper.example/a/very/long/address/of/the/page/in/the/browser")+part("text/html", "<p>All of <b>it</b>.</p><p>More.</p>")+"--b--\n"),
			`1@0 "Heads" "All of it.\n\nMore."` + usual},
		{"the page says less", mailOf(alternative, part("text/plain", "All of it, and more.")+part("text/html", "<img src=x>All")+"--b--\n"),
			`1@0 "Heads" "All of it, and more."` + usual},
		{"attachments", mailOf("Content-Type: multipart/mixed; boundary=b\n", part("text/plain", "Text")+"--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=\"a.csv\"\n\n1,2\n"+part("image/png", "x")+part("text/plain; charset=utf-8", "-- \nUnsubscribe: https://paper.example/u")+"--b--\n"),
			`1@0 "Heads" "Text\n\n-- \nUnsubscribe: https://paper.example/u" 1@paper.example The Morning The Morning 2022-07-08T10:00:00+02:00
  attachment not read: 2 a.csv
`},
		{"related", mailOf("Content-Type: multipart/related; boundary=b\n", part("text/html; charset=utf-8", "<p>Café</p>")+part("image/png", "x")+"--b--\n"),
			`1@0 "Heads" "Café" 1@paper.example The Morning The Morning 2022-07-08T10:00:00+02:00
  attachment not read: 1 image/png
`},
		{"signed", mailOf("Content-Type: multipart/signed; boundary=b\n", part("text/plain", "Text")+part("application/pgp-signature", "x")), `1@0 "Heads" "Text"` + usual},
		{"a digest", mailOf("Content-Type: multipart/digest; boundary=b\n", "--b\n\nSubject: One\n\nFirst.\n--b\n\nSubject: Two\n\nSecond.\n--b--\n"), `1@0 "Heads" "One\n\nFirst.\n\nTwo\n\nSecond."` + usual},
		{"quoted-printable", mailOf("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n", "Caf=E9 =3D a lo=\nng line =zz"), `1@0 "Heads" "Café = a long line =zz"` + usual},
		{"base64", mailOf("Content-Transfer-Encoding: BASE64\n", "Q2Fm\nw6kgbm9pcg==\n"), `1@0 "Heads" "Café noir"` + usual},
		{"flowed", mailOf("Content-Type: text/plain; format=flowed\n", "One \ntwo\n> quo \n> ted\n -- \n-- \nMe"), `1@0 "Heads" "One two\n> quo ted\n-- \n-- \nMe"` + usual},
		{"flowed, blanks deleted", mailOf("Content-Type: text/plain; format=flowed; delsp=yes\n", "汉 \n字\nend"), `1@0 "Heads" "汉字\nend"` + usual},
		{"US-ASCII that is none", mailOf("Content-Type: text/plain; charset=us-ascii\n", "Café"), `1@0 "Heads" "Café"` + usual},
		{"unknown charset", mailOf("Content-Type: text/plain; charset=x-mac-moon\n", "Caf\xe9"), `1@0 "Heads" "Café" 1@paper.example The Morning The Morning 2022-07-08T10:00:00+02:00
  unknown charset: 1 x-mac-moon
  read as windows-1252: 1 
`},
		{"a damaged end", mailOf("Content-Type: multipart/mixed; boundary=b\n", part("text/plain", "Text")), `1@0 "Heads" "Text"` + usual},
		{"another boundary", mailOf("Content-Type: multipart/mixed; boundary=c\n", strings.ReplaceAll(part("text/plain", "Text"), "--b", "--other")), `1@0 "Heads" "Text"` + usual},
		{"empty", mailOf("", " \n"), "! no article: the mail has no text\n"},
		{"attachments only", mailOf("Content-Type: multipart/mixed; boundary=b\n", part("image/png; name=a.png", "x")), "! no article: the mail has no text, only attachments: 1 (a.png)\n"},
		{"a bounce", mailOf("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", part("text/plain", "Sorry")+part("message/delivery-status", "Action: failed")), "! no article: a message about a mail that could not be delivered (it is a report on a mail, by its parts), not an article\n"},
		{"a bounce by its sender", "From: MAILER-DAEMON@a.example\nSubject: Returned\n\nText", "! no article: a message about a mail that could not be delivered (it comes from mailer-daemon@a.example), not an article\n"},
		{"no mail", "Text without a header\n\nFrom: x\n", "! broken record: this is no mail: it does not begin with fields such as From: and Subject:\n"},
		{"nothing but a text", "From: x@a.example\n\nText", `1@0 "" "Text" a.example x@a.example
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.Replace(tt.want, `\r\n`, `\n`, -1)
			if got := formattest.Told(readEML(record.Input{Reader: strings.NewReader(tt.data)})); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func TestMailNesting(t *testing.T) {
	deep := "Content-Type: text/plain\n\nDeep"
	for i := range maxMailDepth + 1 {
		deep = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d.\n\n--b%d.\n%s\n--b%d.--\n", i, i, deep, i)
	}
	got := formattest.Told(readEML(record.Input{Reader: strings.NewReader("From: a@b.example\nSubject: S\n" + deep)}))
	if !strings.Contains(got, "no article") {
		t.Error(got)
	}
	many := mailOf("Content-Type: multipart/mixed; boundary=b\n", strings.Repeat("--b\n\nx\n", 3*maxMailParts))
	got = formattest.Told(readEML(record.Input{Reader: strings.NewReader(many)}))
	if n := strings.Count(got, `x\n\n`); n < maxMailParts-5 || n > maxMailParts {
		t.Errorf("%d parts were read", n)
	}
}

func TestMailFields(t *testing.T) {
	words := []struct{ in, want string }{
		{"plain", "plain"},
		{"=?utf-8?B?Q2Fmw6k=?=", "Café"},
		{"=?ISO-8859-1?Q?a_b=E9?= and =?us-ascii?q?c?=", "a bé and c"},
		{"=?utf-8?Q?Caf=C3?=\t=?utf-8?Q?=A9?=", "Café"},
		{"=?utf-8?Q?with blanks in it?=", "with blanks in it"},
		{"=?utf-8?Q?no end", "no end"},
		{"=?utf-8*en?Q?lang?=", "lang"},
		{"=?x-unknown?Q?caf=E9?=", "café"},
		{"raw caf\xe9", "raw café"},
		{"=?broken?= a?b", "=?broken?= a?b"},
		{"\"=?utf-8?Q?quoted?=\"", "\"quoted\""},
	}
	for _, tt := range words {
		if got := decodeWords(tt.in); got != tt.want {
			t.Errorf("words %q: got %q, want %q", tt.in, got, tt.want)
		}
	}
	boxes := []struct{ in, want string }{
		{`Jane Doe <jane@a.example>`, "Jane Doe|jane@a.example"},
		{`"Doe, Jane" <jane@a.example>, b@c.example`, "Doe, Jane|jane@a.example;|b@c.example"},
		{`jane@a.example (Jane Doe)`, "Jane Doe|jane@a.example"},
		{`"a < b" <x@a.example>`, "a < b|x@a.example"},
		{`=?utf-8?Q?Doe=2C_Jos=C3=A9?= <j@a.example>`, "Doe, José|j@a.example"},
		{`'Jane' <j@a.example>`, "Jane|j@a.example"},
		{`<j@a.example>`, "|j@a.example"},
		{`nobody`, "nobody|"},
		{`, ;`, ""},
	}
	for _, tt := range boxes {
		var got []string
		for _, b := range mailboxes(tt.in) {
			got = append(got, b.name+"|"+b.address)
		}
		if s := strings.Join(got, ";"); s != tt.want {
			t.Errorf("mailboxes %q: got %q, want %q", tt.in, s, tt.want)
		}
	}
	dates := []struct{ in, want string }{
		{"Fri, 8 Jul 2022 10:00:00 -0400 (EDT)", "2022-07-08T10:00:00-04:00"},
		{"Fri, 08 Jul 2022 10:00:00 EDT", "2022-07-08T10:00:00-04:00"},
		{"21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z"},
		{"Fri, 21 Nov 1997 09(x):   55  :  06 -0600", "1997-11-21T09:55:06-06:00"},
		{"Fri, 8 Jul 2022 10:00:00 MESZ", ""},
		{"Fri, 31 Feb 2022 10:00:00 +0000", ""},
		{"yesterday", ""},
	}
	for _, tt := range dates {
		notes := 0
		m := &mailPart{header: map[string]string{"date": tt.in}}
		if got := m.date(func(string, string) { notes++ }).String(); got != tt.want || (got == "") != (notes == 1) {
			t.Errorf("date %q: got %q with %d notes, want %q", tt.in, got, notes, tt.want)
		}
	}
}

func TestMbox(t *testing.T) {
	from := "From news@paper.example Fri Jul  8 10:00:00 2022\n"
	one := from + mailOf("", "One.\n>From here on.\n>>From there.\n\n")
	tests := []struct{ name, data, want string }{
		{"two", one + strings.ReplaceAll(one, "1@paper", "2@paper"), `1@0 "Heads" "One.\nFrom here on.\n>From there."` + usual +
			`2@206 "Heads" "One.\nFrom here on.\n>From there."` + strings.Replace(usual, "1@", "2@", 1)},
		{"From in a text", from + mailOf("", "From the start.\n\nFrom now on it goes:\nText.\n"), `1@0 "Heads" "From the start.\n\nFrom now on it goes:\nText."` + usual},
		{"line ends of Windows", strings.ReplaceAll(one+one, "\n", "\r\n"), `1@0 "Heads" "One.\nFrom here on.\n>From there."` + usual + `2@216 "Heads" "One.\nFrom here on.\n>From there."` + usual},
		{"one that is empty costs itself", one + from + "Subject: x\n\n\n" + one, `1@0 "Heads" "One.\nFrom here on.\n>From there."` + usual +
			"! 2@206 no article: the mail has no text\n" + `3@268 "Heads" "One.\nFrom here on.\n>From there."` + usual},
		{"none", "Text\n", "! format not read: there is no mail in it (none begins with a line such as From a@example.com Fri Jul  8 10:00:00 2022)\n"},
		{"a long mail", from + mailOf("", "Text\n"+strings.Repeat("x", maxMail)+"\n\n") + one, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := formattest.Told(readMbox(record.Input{Reader: strings.NewReader(tt.data)}))
			if tt.want == "" {
				if !strings.Contains(got, cutMail.Code) || !strings.Contains(got, "2@17") {
					t.Error("the long mail or the one behind it is lost")
				}
				return
			}
			if got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
	got := formattest.Told(readMbox(record.Input{Reader: io.MultiReader(strings.NewReader(one+one[:100]), formattest.ErrReader(io.ErrUnexpectedEOF))}))
	if !strings.HasPrefix(got, `1@0 "Heads"`) || !strings.Contains(got, "! 2@206 broken record") || strings.Count(got, "\n") != 3 {
		t.Error(got)
	}
}

func FuzzMail(f *testing.F) {
	for _, s := range []string{
		mailOf("Content-Type: multipart/alternative; boundary=b\n", "--b\nContent-Type: text/html\n\n<p>x\n--b\nContent-Transfer-Encoding: base64\n\nQ2Fm\n--b--"),
		mailOf("Content-Type: text/plain; format=flowed; delsp=yes; charset=iso-2022-jp\nContent-Transfer-Encoding: quoted-printable\n", "=1B$B \n> x"),
		"From a b\nFrom: =?utf-8?B?Q2?= =?x?Q?=E9 (a \\( b) \"c\" <d@e>, f@g\n\n>From x\n\nFrom a b\nSubject: y\n\nz",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// A name stands in two fields, and one byte may become three.
		room := make([]byte, 3*len(data))
		formattest.Check(t, room, readEML(record.Input{Reader: bytes.NewReader(data)}))
		formattest.Check(t, room, readMbox(record.Input{Reader: bytes.NewReader(data)}))
	})
}
