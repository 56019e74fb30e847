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
	// Code groups reasons for counting: "id taken", "invalid", "broken record".
	Code string
	// CopyOf is another article with the same text, of a Copy.
	CopyOf string
}

// IDTaken is the code of the outcome of an article whose identifier is held by
// an article from another source.
const IDTaken = "id taken"

// Reconcile decides what becomes of a when old is held under its identifier
// (nil when none is). For Added and Updated a is completed, for Unchanged old
// is; store reports whether that article must be written. FirstSeen survives.
func Reconcile(old, a *Article) (out Outcome, store *Article) {
	out = Outcome{ID: a.ID, Kind: Added}
	if old == nil {
		return out, a
	}
	if old.ContentHash == a.ContentHash {
		out.Kind = Unchanged
		if old.addPlace(a.ReadFrom) {
			return out, old
		}
		return out, nil
	}
	if !sameSource(old, a) {
		out.Kind, out.Code = Skipped, IDTaken
		out.Reason = fmt.Sprintf("the id %q is held by another article, read from %s; give these articles ids of their own (--id-prefix NAME:), or remove that one first", a.ID, old.ReadFrom)
		return out, nil
	}
	out.Kind = Updated
	a.FirstSeen = old.FirstSeen
	a.AlsoReadFrom = nil
	for _, p := range old.places() {
		if a.Basis != TextID {
			a.addPlace(p)
		}
	}
	return out, a
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
