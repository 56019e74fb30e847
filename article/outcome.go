package article

import (
	"fmt"
	"slices"
	"strings"
)

// OutcomeKind says what became of one article that was given to be stored.
type OutcomeKind string

const (
	Added     OutcomeKind = "added"
	Updated   OutcomeKind = "updated"
	Unchanged OutcomeKind = "unchanged"
	// Copy: added, and the index has the same text under another identifier.
	Copy    OutcomeKind = "copy"
	Skipped OutcomeKind = "skipped"
)

// Outcome is what became of one article. Reason is set when it was skipped.
type Outcome struct {
	ID     string
	Kind   OutcomeKind
	Reason string
	// Code groups reasons for counting: "id taken", "invalid", "broken record". Of
	// an Unchanged one it says why what was given is not taken: LongerKept.
	Code string
	// CopyOf is another article with the same text, of a Copy.
	CopyOf string
}

// IDTaken is the code of the outcome of an article whose identifier is held by
// an article from another source.
const IDTaken = "id taken"

// LongerKept is the code of the outcome of an item of a feed in whose place the
// index has a longer text from elsewhere.
const LongerKept = "text of a feed not taken, a longer one from elsewhere is kept"

// Reconcile decides what becomes of a when old is held under its identifier
// (nil when none is). For Added and Updated a is completed, for Unchanged old
// is; store reports whether that article must be written. FirstSeen survives.
func Reconcile(old, a *Article) (out Outcome, store *Article) {
	out = Outcome{ID: a.ID, Kind: Added}
	if old == nil {
		return out, a
	}
	keep := func() (Outcome, *Article) {
		out.Kind = Unchanged
		if old.addPlaces(a.places()) {
			return out, old
		}
		return out, nil
	}
	if sameContent(old, a) {
		return keep()
	}
	same, excerpt := sameSource(old, a), a.fromFeed()
	if excerpt && (same || sameAddress(old, a)) && !old.fromFeed() && old.longer(a) {
		out.Code = LongerKept
		return keep()
	}
	if !same {
		out.Kind, out.Code = Skipped, IDTaken
		out.Reason = fmt.Sprintf("the id %q is held by another article, read from %s; give these articles ids of their own (--id-prefix NAME:), or remove that one first", a.ID, old.ReadFrom)
		return out, nil
	}
	out.Kind = Updated
	a.FirstSeen = old.FirstSeen
	a.AlsoReadFrom = slices.Clip(a.AlsoReadFrom) // the caller has it, too
	for _, p := range old.places() {
		if a.Basis != TextID && !(excerpt && old.ownPage(p)) { // its text is replaced
			a.addPlace(p)
		}
	}
	return out, a
}

// sameContent reports whether a says nothing that old does not say. What was
// fetched under an address with other parameters that only track readers is nothing
// new: some feeds write others behind their links each time. Nor is an item that
// stands in another feed of the site under the name of that: else each would change
// it in turn.
func sameContent(old, a *Article) bool {
	if old.ContentHash == a.ContentHash {
		return true
	}
	if !sameAddress(old, a) || !isAddress(a.ReadFrom.Source) {
		return false
	}
	same := *a
	before, _, _ := strings.Cut(a.URL, "?")
	if was, _, _ := strings.Cut(old.URL, "?"); was == before {
		same.URL = old.URL
	}
	if a.ReadFrom.Source != old.ReadFrom.Source && a.fromFeed() && old.fromFeed() {
		same.Source, same.Section, same.Tags = old.Source, old.Section, old.Tags
	}
	same.HashContent()
	return old.ContentHash == same.ContentHash
}

func sameAddress(old, a *Article) bool {
	return a.URL != "" && (a.URL == old.URL || CanonicalURL(a.URL) == CanonicalURL(old.URL))
}

// fromFeed reports whether the text is what a feed says of the article, which may
// be less than all of it: the feed dates it, or it is undated and was read at an
// address other than its own, as no record of many is.
func (a *Article) fromFeed() bool {
	if a.atOwnPage() {
		return false
	}
	if a.Published.IsZero() {
		return isAddress(a.ReadFrom.Source) && a.ReadFrom.Record == 0
	}
	return a.Published.Origin == FromFeed
}

// longer reports whether the text is longer than another; that of the page of the
// article also when it is as long.
func (a *Article) longer(than *Article) bool {
	return a.WordCount > than.WordCount || a.WordCount == than.WordCount && a.atOwnPage()
}

func (a *Article) atOwnPage() bool { return slices.ContainsFunc(a.places(), a.ownPage) }

// ownPage reports whether the place is the page of the article.
func (a *Article) ownPage(p Place) bool {
	return p.Record == 0 && a.URL != "" && isAddress(p.Source) && CanonicalURL(p.Source) == CanonicalURL(a.URL)
}

func isAddress(source string) bool {
	return strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://")
}

// sameSource reports whether two articles under one identifier come from one
// source, so that the newer is a new version of the older: read from the same
// file or interface, or naming the same publication.
func sameSource(old, a *Article) bool {
	if old.Source != "" && strings.EqualFold(old.Source, a.Source) {
		return true
	}
	if old.Basis == URLID && a.Basis == URLID {
		return true // the address itself is the source
	}
	for _, p := range old.places() {
		if p.Source == a.ReadFrom.Source {
			return true
		}
	}
	return false
}

// addPlace notes that the article also stands at p; it reports whether that was
// news and there was room for it.
func (a *Article) addPlace(p Place) bool {
	if p == (Place{}) || a.StandsAt(p) || len(a.AlsoReadFrom) >= MaxPlaces {
		return false
	}
	a.AlsoReadFrom = append(a.AlsoReadFrom, p)
	return true
}

// addPlaces notes places, and reports whether one of them was news.
func (a *Article) addPlaces(places []Place) bool {
	news := false
	for _, p := range places {
		news = a.addPlace(p) || news
	}
	return news
}

// places returns everywhere the article was read from.
func (a *Article) places() []Place { return append([]Place{a.ReadFrom}, a.AlsoReadFrom...) }

// StandsAt reports whether the article was read from p.
func (a *Article) StandsAt(p Place) bool { return slices.Contains(a.places(), p) }

// DropPlace forgets that the article stands at p, and reports whether it still
// stands somewhere else.
func (a *Article) DropPlace(p Place) bool {
	var rest []Place
	for _, q := range a.places() {
		if q != p {
			rest = append(rest, q)
		}
	}
	if len(rest) == 0 {
		return false
	}
	a.ReadFrom, a.AlsoReadFrom = rest[0], rest[1:]
	return true
}

// API is the Source of the Place of articles that came over HTTP. Nothing can
// be read there again, so it never replaces by place.
const API = "api"
