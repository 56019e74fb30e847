package indexer

import (
	"strings"

	"newsdex/article"
)

// Entry is what became of one record, or of a file or path that was refused as
// a whole: a line of the full account of a run (see Options.OnEntry).
type Entry struct {
	Path string `json:"path"`
	// Record counts from 1 within the file; 0 when the file is one article, or
	// is meant as a whole.
	Record int `json:"record,omitempty"`
	// Offset is where the record starts, in bytes after decompression.
	Offset  int64               `json:"offset"`
	ID      string              `json:"id,omitempty"`
	Outcome article.OutcomeKind `json:"outcome"`
	// CopyOf is an article with the same text under another identifier.
	CopyOf string `json:"copy_of,omitempty"`
	// Code, Field and Reason are those of Problem.
	Code   string `json:"code,omitempty"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Notes are what was done to the record or ignored in it.
	Notes []string `json:"notes,omitempty"`
}

// entry returns the line of an item; false for an item that is no record.
func (it *item) entry(out *article.Outcome, p *Problem) (Entry, bool) {
	if out == nil && p == nil {
		return Entry{}, false
	}
	e := Entry{Path: it.place.Source, Record: it.place.Record, Offset: it.offset, Outcome: article.Skipped}
	if out != nil {
		e.ID, e.Outcome, e.CopyOf = out.ID, out.Kind, out.CopyOf
	}
	if p != nil {
		e.Code, e.Field, e.Reason = p.Code, p.Field, p.Reason
	}
	for _, n := range it.notes {
		e.Notes = append(e.Notes, strings.TrimSuffix(n.Code+": "+n.Detail, ": "))
	}
	return e, true
}
