package indexer

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// looseXML yields tokens up to where a document breaks.
func looseXML(r io.Reader) func(func(xml.Token) bool) {
	return func(yield func(xml.Token) bool) {
		d := xml.NewDecoder(r)
		d.Strict, d.Entity = false, xml.HTMLEntity
		d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		for {
			t, err := d.Token()
			if err != nil || !yield(t) {
				return
			}
		}
	}
}

// periods of the syndication module of RSS.
var periods = map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour}

// feedPace returns how often a feed wants to be read, by what it says in front of
// its first item: ttl (RSS 2.0, in minutes) or sy:updatePeriod and
// sy:updateFrequency. 0 when it does not say.
func feedPace(head []byte) time.Duration {
	var ttl, period time.Duration
	frequency := 1
	name := ""
	for t := range looseXML(bytes.NewReader(head)) {
		if name == "item" || name == "entry" {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			name = t.Name.Local
		case xml.EndElement:
			name = ""
		case xml.CharData:
			said := strings.ToLower(strings.TrimSpace(string(t)))
			n, err := strconv.Atoi(said)
			number := err == nil && n > 0 && n < 1e6
			switch {
			case name == "ttl" && number:
				ttl = time.Duration(n) * time.Minute
			case name == "updateFrequency" && number:
				frequency = n
			case name == "updatePeriod" && periods[said] > 0:
				period = periods[said]
			}
		}
	}
	if ttl > 0 {
		return ttl
	}
	return period / time.Duration(frequency)
}

// maxFeedsNamed is how many feeds of a page are named in an advice.
const maxFeedsNamed = 3

// feedsNamed says which feeds a page names in its head: whoever gives the front
// page of a site means those.
func feedsNamed(head []byte, address string) string {
	base, err := url.Parse(address)
	if err != nil {
		return ""
	}
	var feeds []string
	z := html.NewTokenizer(bytes.NewReader(head))
	for kind := z.Next(); kind != html.ErrorToken && len(feeds) < maxFeedsNamed; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		if t.Data == "body" {
			break
		}
		if t.Data != "link" {
			continue
		}
		typ, href := "", ""
		for _, a := range t.Attr {
			switch a.Key {
			case "type":
				typ = strings.ToLower(strings.TrimSpace(a.Val))
			case "href":
				href = a.Val
			}
		}
		if typ != "application/rss+xml" && typ != "application/atom+xml" && typ != "application/feed+json" {
			continue
		}
		if u, err := base.Parse(strings.TrimSpace(href)); err == nil && IsAddress(u.String()) && !slices.Contains(feeds, u.String()) {
			feeds = append(feeds, visible(u.String()))
		}
	}
	if feeds == nil {
		return ""
	}
	return "; it names " + counted(len(feeds), "feed") + " that can be given instead: " + strings.Join(feeds, " ")
}
