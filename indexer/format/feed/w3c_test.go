package feed

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

// message is what a sample of a validator of feeds must make it say, or must not.
type message struct {
	not  bool
	name string
	of   map[string]string // parent, element, attr
}

var (
	messageLine = regexp.MustCompile(`Expect:\s*(!?)(\w+)(?:\{([^}]*)\})?`)
	markupLeft  = regexp.MustCompile(`(?i)</?(script|embed|object|iframe|applet|style|meta|form|b|i|p|a|img|div|span|blink|html|body)\b[^>]*>`)
	datesBad    = []string{"InvalidRFC3339Date", "InvalidRFC2822Date", "InvalidW3CDTFDate", "InvalidISO8601Date"}
	datesGood   = []string{"ValidRFC2822Date", "ValidW3CDTFDate", "ValidISO8601Date"}
	charsets    = []string{"UnicodeError", "BadCharacters", "NotUTF8"}
	markups     = []string{"ContainsHTML", "ContainsUndeclaredHTML", "SecurityRisk", "SecurityRiskAttr", "DangerousStyleAttr", "NotHtml", "HtmlFragment", "NotInline", "NotEscaped"}
	linksBad    = []string{"InvalidLink", "InvalidFullLink", "InvalidUriChar", "InvalidHttpGUID", "InvalidIRI", "MissingHref"}
	linksGood   = []string{"ValidURI", "ValidHttpGUID", "ValidTAG", "ValidURN"}
	dateKeys    = [][]string{publishedKeys, append(slices.Clone(updatedKeys), "dc:date"), {"created", "dcterms:created", "dcterms:modified", "dcterms:issued"}}
)

func messageOf(data []byte) (message, bool) {
	found := messageLine.FindSubmatch(decode.Head(data))
	if found == nil {
		return message{}, false
	}
	m := message{not: len(found[1]) > 0, name: string(found[2]), of: map[string]string{}}
	for part := range strings.SplitSeq(string(found[3]), ",") {
		key, value, _ := strings.Cut(part, ":")
		m.of[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return m, true
}

// ofItem reports whether a message is about an item itself, not about the feed or
// a part of an item.
func (m message) ofItem() bool { return m.of["parent"] == "item" || m.of["parent"] == "entry" }

// w3cRead is a sample as it was read: its items, refused ones too, and what comes
// out of them.
type w3cRead struct {
	parsedFeed
	raw     []byte
	records []record.Record
	errs    []string
}

func readSample(data []byte, name string) w3cRead {
	in := record.Input{Name: name}
	r := w3cRead{parsedFeed: parseFeed(data, in), raw: data}
	in.Reader = bytes.NewReader(data)
	for rec, err := range readFeed(in) {
		if err != nil {
			r.errs = append(r.errs, err.Error())
			continue
		}
		r.records = append(r.records, rec)
	}
	return r
}

// said lists the notes that speak of a fault, and the errors but for two: an empty
// feed, and an item of links only, are in good form.
func (r w3cRead) said() (faults []string) {
	for _, e := range r.errs {
		if !strings.Contains(e, "holds no items") && !strings.Contains(e, "neither a title nor a text") {
			faults = append(faults, e)
		}
	}
	for _, rec := range r.records {
		for _, n := range rec.Notes {
			for _, of := range []string{"unreadable", "unusable", "read as ", "ambiguous", "broken", "not well"} {
				if strings.Contains(n.Code, of) {
					faults = append(faults, n.Code+": "+n.Detail)
				}
			}
		}
	}
	return faults
}

// checkW3C holds a sample to its message. It returns what is wrong, "" for
// nothing; false when the message is about nothing that an article keeps.
func checkW3C(m message, r w3cRead) (wrong string, checked bool) {
	switch has := func(list []string) bool { return slices.Contains(list, m.name) }; {
	case m.not && (m.name == "Error" || m.name == "Warning"):
		if said := r.said(); len(said) > 0 {
			return "it is in good form, and we say " + strings.Join(said, "; "), true
		}
		return "", true
	case !m.not && has(datesBad) && m.ofItem():
		return r.dates(false), true
	case !m.not && has(datesGood) && m.ofItem():
		return r.dates(true), true
	case has(charsets):
		return r.texts(), true
	case has(markups):
		return r.unmarked(), true
	case has(linksBad) && m.ofItem():
		return r.links(false), true
	case has(linksGood) && m.ofItem():
		return r.links(!m.not), true
	}
	return "", false
}

// dates checks each date of each item: it is read as it stands, or it is said
// that it is not read; a good one is read.
func (r w3cRead) dates(good bool) string {
	for _, it := range r.items {
		for _, keys := range dateKeys {
			if len(it.all(keys)) == 0 {
				continue
			}
			var said notes
			d, _ := r.date(it, keys, &said)
			switch {
			case d.IsZero() && (good || len(said) == 0):
				return "a date is not read: " + r.x.Unescape(it.all(keys)[0].raw)
			case good && len(said) > 0:
				return "a date is found fault with: " + said[0].Code
			case !d.IsZero() && !r.holdsDay(d):
				return "a date was made up: " + d.String()
			}
		}
	}
	return ""
}

// holdsDay reports whether the numbers of a day stand in the sample.
func (r w3cRead) holdsDay(d article.Date) bool {
	text := string(decode.Head(r.raw))
	year, day := d.Day[:4], strings.TrimPrefix(d.Day[8:], "0")
	return (strings.Contains(text, year) || strings.Contains(text, year[2:])) && strings.Contains(text, day)
}

// texts checks that all is UTF-8, and that what was read in another encoding than
// it says it is in is told.
func (r w3cRead) texts() string {
	for _, rec := range r.records {
		if all := rec.Headline + rec.Body; !utf8.ValidString(all) || strings.Contains(all, "\ufffd") && !bytes.Contains(r.raw, []byte("\ufffd")) {
			return "a text is not UTF-8"
		}
	}
	return ""
}

// unmarked checks that no markup is left in a text, unless the text shows it.
func (r w3cRead) unmarked() string {
	for _, rec := range r.records {
		for _, text := range []string{rec.Headline, rec.Body} {
			if left := markupLeft.FindString(text); left != "" {
				return "markup is left: " + left
			}
		}
	}
	return ""
}

// links checks that the address of each article is one, and that a good one is
// taken.
func (r w3cRead) links(good bool) string {
	for _, it := range r.items {
		var said notes
		address := r.url(it, &said)
		if address != "" {
			if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
				return "the address is none: " + address
			}
		}
		if good && len(said) > 0 {
			return "a good address is found fault with: " + said[0].Code + " " + said[0].Detail
		}
		if id := r.id(it, &said); id != "" && article.ValidateID(id) != nil {
			return "the identifier is none: " + id
		}
	}
	return ""
}

// TestW3CMessages holds feeds to what a validator's samples say of them, as far as
// a message is about something that an article keeps: dates of items are read as
// they stand or said to be unreadable, and good ones are read; texts are decoded,
// and hold no markup; addresses and identifiers are such; and nothing is found
// fault with where the validator finds none.
func TestW3CMessages(t *testing.T) {
	names, files := formattest.Samples(t, "feeds_w3c")
	meant := deviations(t, "w3c")
	checked, unchecked := map[string]int{}, map[string]int{}
	for _, name := range names {
		m, ok := messageOf(files[name])
		if !ok {
			unchecked["(no message)"]++
			continue
		}
		shown := map[bool]string{true: "!"}[m.not] + m.name
		wrong, is := checkW3C(m, readSample(files[name], name))
		if !is {
			unchecked[shown]++
			continue
		}
		checked[shown]++
		_, may := meant[name]
		switch {
		case wrong != "" && !may:
			t.Errorf("%s (%s): %s", name, shown, wrong)
		case wrong == "" && may:
			t.Errorf("%s does not differ any more", name)
		}
	}
	sum := func(counts map[string]int) (n int) {
		for _, c := range counts {
			n += c
		}
		return n
	}
	t.Logf("%d samples are checked by their message, %d differ on purpose, %d have messages about what no article keeps", sum(checked), len(meant), sum(unchecked))
	for _, k := range sortedKeys(checked) {
		t.Logf("checked     %4d %s", checked[k], k)
	}
	for _, k := range sortedKeys(unchecked) {
		t.Logf("not checked %4d %s", unchecked[k], k)
	}
	if sum(checked) < 250 {
		t.Errorf("only %d samples were checked", sum(checked))
	}
}
