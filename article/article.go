// Package article knows what an article is: its identity, its fields and their
// kinds, its dates and where they came from, and when it is valid. It must never
// know how an article was read or stored, or any library.
package article

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Article is one article as it is kept. Its JSON form is stored, with a version
// (see Version) outside of it.
type Article struct {
	// ID is 1 to MaxID bytes of UTF-8 without control characters.
	ID string `json:"id"`
	// Basis says what the ID was made from.
	Basis Basis `json:"basis"`

	Headline string   `json:"headline,omitempty"`
	Body     string   `json:"body,omitempty"`
	Byline   []string `json:"byline,omitempty"`
	Source   string   `json:"source,omitempty"`
	Section  string   `json:"section,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	// Lang is a lower-case BCP 47 tag, "und" when it is not known.
	Lang string `json:"lang"`
	URL  string `json:"url,omitempty"`

	Published Date `json:"published,omitzero"`
	Updated   Date `json:"updated,omitzero"`
	// FirstSeen is when the article was first added here, in UTC; it survives updates.
	FirstSeen time.Time `json:"first_seen"`

	// WordCount counts the tokens of the body.
	WordCount int `json:"word_count"`
	// ContentHash covers all that a reader can see; see HashContent.
	ContentHash string `json:"content_hash"`
	// ReadFrom is where the article was read; AlsoReadFrom lists other places
	// that hold the same article, at most MaxPlaces of them.
	ReadFrom     Place   `json:"read_from,omitzero"`
	AlsoReadFrom []Place `json:"also_read_from,omitempty"`
}

// Version is the version of the stored JSON form of Article. It is written
// before every stored article; a reader refuses versions that it does not know.
const Version = 1

// Limits of one article.
const (
	// MaxID bounds identifiers, in bytes: room for any URL a publisher uses,
	// and small enough to stand in an address.
	MaxID = 512
	// MaxText bounds headline and body together, in bytes: far above any
	// article, so that what exceeds it is a book or a mistake.
	MaxText = 16 << 20
	// MaxValue bounds one byline, source, section or tag, in bytes.
	MaxValue = 1024
	// MaxValues bounds the number of bylines, and of tags.
	MaxValues = 256
	// MaxURL bounds the address, in bytes.
	MaxURL = 4096
	// MaxPlaces bounds AlsoReadFrom: beyond it, re-reading one more copy only
	// loses the convenience of replacing it in place.
	MaxPlaces = 64
)

// Place is where an article was read from.
type Place struct {
	// Source names the file (absolute path) or the address, or "api", or
	// "seeds:NAME".
	Source string `json:"source"`
	// Record counts articles within the source from 1; 0 when there is only one.
	Record int `json:"record,omitempty"`
}

// String returns "source" or "source#record".
func (p Place) String() string {
	if p.Record == 0 {
		return p.Source
	}
	return fmt.Sprintf("%s#%d", p.Source, p.Record)
}

// Invalid says which field of an article is not acceptable, and how to repair it.
type Invalid struct {
	Field  string
	Reason string
}

func (e *Invalid) Error() string { return e.Field + ": " + e.Reason }

// Validate returns nil or an *Invalid naming the first unacceptable field.
func (a *Article) Validate() error {
	if err := ValidateID(a.ID); err != nil {
		return err
	}
	if strings.TrimSpace(a.Headline) == "" && strings.TrimSpace(a.Body) == "" {
		return &Invalid{"headline", "the article has neither a headline nor a body; give at least one"}
	}
	if n := len(a.Headline) + len(a.Body); n > MaxText {
		return &Invalid{"body", fmt.Sprintf("headline and body hold %d bytes, the limit is %d (16 MB); split the text into articles", n, MaxText)}
	}
	for _, t := range []struct{ name, text string }{{"headline", a.Headline}, {"body", a.Body}} {
		if !utf8.ValidString(t.text) {
			return &Invalid{t.name, "not valid UTF-8; send UTF-8 text"}
		}
	}
	if len(a.Byline) > MaxValues {
		return &Invalid{"byline", fmt.Sprintf("%d names, the limit is %d", len(a.Byline), MaxValues)}
	}
	if len(a.Tags) > MaxValues {
		return &Invalid{"tags", fmt.Sprintf("%d tags, the limit is %d", len(a.Tags), MaxValues)}
	}
	for _, name := range []string{"byline", "source", "section", "tag"} {
		for _, v := range a.Values(name) {
			if err := validateValue(name, v); err != nil {
				return err
			}
		}
	}
	if a.Lang == "" || len(a.Lang) > 35 || strings.ToLower(a.Lang) != a.Lang {
		return &Invalid{"lang", fmt.Sprintf("%q is not a lower-case language tag such as \"en\"; leave it out when it is not known", a.Lang)}
	}
	if a.URL != "" {
		if len(a.URL) > MaxURL {
			return &Invalid{"url", fmt.Sprintf("%d bytes, the limit is %d", len(a.URL), MaxURL)}
		}
		if u, err := url.Parse(a.URL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return &Invalid{"url", fmt.Sprintf("%.80q is not an http or https address; correct it or leave it out", a.URL)}
		}
	}
	return nil
}

// ValidateID returns nil or an *Invalid for the identifier.
func ValidateID(id string) error {
	switch {
	case id == "":
		return &Invalid{"id", "empty; give 1 to 512 bytes, or leave it out to have one made"}
	case len(id) > MaxID:
		return &Invalid{"id", fmt.Sprintf("%d bytes, the limit is %d", len(id), MaxID)}
	case !utf8.ValidString(id):
		return &Invalid{"id", "not valid UTF-8"}
	case strings.ContainsFunc(id, unicode.IsControl):
		return &Invalid{"id", "holds control characters; remove them"}
	case id == "." || id == "..":
		return &Invalid{"id", "\".\" and \"..\" cannot stand in an address; choose another"}
	}
	return nil
}

func validateValue(field, v string) error {
	switch {
	case strings.TrimSpace(v) == "":
		return &Invalid{field, "holds an empty value; leave it out"}
	case len(v) > MaxValue:
		return &Invalid{field, fmt.Sprintf("a value of %d bytes, the limit is %d", len(v), MaxValue)}
	case !utf8.ValidString(v):
		return &Invalid{field, "not valid UTF-8; send UTF-8 text"}
	case strings.ContainsFunc(v, unicode.IsControl):
		return &Invalid{field, "holds control characters; remove them"}
	}
	return nil
}

// Values returns what the article holds in a field of values: "byline",
// "source", "section", "tag" or "lang". Another name returns nil.
func (a *Article) Values(field string) []string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	switch field {
	case "byline":
		return a.Byline
	case "source":
		return one(a.Source)
	case "section":
		return one(a.Section)
	case "tag":
		return a.Tags
	case "lang":
		return one(a.Lang)
	}
	return nil
}
