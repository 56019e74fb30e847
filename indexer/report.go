package indexer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format"
)

// Report accounts for a run: every record it was given is in Read, and
// Read == Added + Updated + Unchanged + Copies + Skipped. A file or path that is refused
// as a whole counts as one record skipped.
type Report struct {
	Counts
	// Resumed counts the files that a run before had read to their end when it
	// was interrupted; what it counted is in Counts, its notes are not in Notes.
	Resumed int `json:"resumed,omitempty"`
	// Pruned counts the articles that were removed because they are gone from
	// what was read; see Reading.
	Pruned int `json:"pruned,omitempty"`
	// DryRun: nothing was stored.
	DryRun bool `json:"dry_run,omitempty"`
	// Problems lists the first MaxProblems skipped records; MoreProblems counts
	// the rest.
	Problems     []Problem `json:"problems"`
	MoreProblems int       `json:"more_problems"`
	// Notes counts what was done to records or ignored in them, by code;
	// NoteExamples holds the first place of each.
	Notes        map[string]int    `json:"notes"`
	NoteExamples map[string]string `json:"note_examples"`
	// Interrupted: the run ended before all was read.
	Interrupted bool `json:"interrupted"`
}

// Counts are what became of the records of a run.
type Counts struct {
	// Files counts the files and paths looked at, refused ones included.
	Files     int `json:"files"`
	Read      int `json:"read"`
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	// Copies counts the articles that were added although the index has their
	// text under another identifier.
	Copies  int `json:"copies"`
	Skipped int `json:"skipped"`
	// Bytes counts what was read, in bytes after decompression.
	Bytes int64 `json:"bytes"`
	// Reasons counts the skipped by code.
	Reasons map[string]int `json:"reasons"`
}

const (
	// MaxProblems bounds the list in a report: more than anyone reads, and
	// small enough for an archive in which every line is broken.
	MaxProblems = 1000
	// maxNoteCodes bounds the different notes in a report: records with random
	// field names must not fill it.
	maxNoteCodes = 200
	// otherNotes takes what exceeds maxNoteCodes.
	otherNotes = "other notes"
)

// Problem is one record, file or path that was skipped.
type Problem struct {
	Path string `json:"path"`
	// Record counts from 1, by lines in JSON Lines; 0 when the file or path as
	// a whole is meant.
	Record int `json:"record,omitempty"`
	// Offset is where the record starts, in bytes after decompression.
	Offset int64  `json:"offset,omitempty"`
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

// String returns one line: the place, the field at fault and the reason.
func (p Problem) String() string {
	s := p.Path
	if p.Record > 0 {
		s += fmt.Sprintf(", record %d (byte %d)", p.Record, p.Offset)
	}
	if p.Field != "" {
		s += ": " + p.Field
	}
	return s + ": " + p.Reason
}

func newReport() *Report {
	return &Report{Counts: Counts{Reasons: map[string]int{}}, Problems: []Problem{}, Notes: map[string]int{}, NoteExamples: map[string]string{}}
}

// count adds one outcome.
func (r *Report) count(k article.OutcomeKind) {
	r.Read++
	switch k {
	case article.Added:
		r.Added++
	case article.Updated:
		r.Updated++
	case article.Unchanged:
		r.Unchanged++
	case article.Copy:
		r.Copies++
	default:
		r.Skipped++
	}
}

// skip counts a skipped record and its reason.
func (r *Report) skip(p Problem) {
	r.count(article.Skipped)
	r.Reasons[p.Code]++
	if len(r.Problems) < MaxProblems {
		r.Problems = append(r.Problems, p)
	} else {
		r.MoreProblems++
	}
}

// note adds notes that were made at a place.
func (r *Report) note(at string, notes []format.Note) {
	for _, n := range notes {
		if _, known := r.Notes[n.Code]; !known {
			if len(r.Notes) >= maxNoteCodes {
				n.Code, n.Detail = otherNotes, ""
			}
			if r.NoteExamples[n.Code] == "" {
				r.NoteExamples[n.Code] = strings.TrimSuffix(at+": "+n.Detail, ": ")
			}
		}
		r.Notes[n.Code] += n.Count
	}
}

// Summary is one line, such as
// "read 3 · added 1 · updated 0 · unchanged 1 · skipped 1 (empty file 1)".
func (r *Report) Summary() string {
	s := fmt.Sprintf("read %d · added %d · updated %d · unchanged %d · skipped %d", r.Read, r.Added, r.Updated, r.Unchanged, r.Skipped)
	if r.Copies > 0 {
		s = strings.Replace(s, " · skipped", fmt.Sprintf(" · copies %d · skipped", r.Copies), 1)
	}
	if r.Skipped > 0 {
		var parts []string
		for _, code := range byCount(r.Reasons) {
			parts = append(parts, fmt.Sprintf("%s %d", code, r.Reasons[code]))
		}
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	if r.Pruned > 0 {
		s += fmt.Sprintf(" · pruned %d", r.Pruned)
	}
	if r.DryRun {
		s += " · dry run, nothing was stored"
	}
	return s
}

// ignoredField begins the codes of notes about fields that are not read.
const ignoredField = "ignored field "

// Lines are the report for a reader, without the problems, which are told as
// they are met (see Options.OnProblem): the fields that were ignored, what else
// was noted, that the run was interrupted, and the summary last.
func (r *Report) Lines() []string {
	var lines, fields []string
	for _, code := range byCount(r.Notes) {
		if name, ok := strings.CutPrefix(code, ignoredField); ok && !strings.Contains(name, ",") {
			fields = append(fields, fmt.Sprintf("%s %d", name, r.Notes[code]))
			continue
		}
		lines = append(lines, fmt.Sprintf("noted %s: %d, first in %s", code, r.Notes[code], r.NoteExamples[code]))
	}
	if fields != nil {
		lines = append([]string{"ignored fields: " + strings.Join(fields, ", ")}, lines...)
	}
	if r.Resumed > 0 {
		lines = append(lines, fmt.Sprintf("went on where a run was interrupted; %d files had been read to their end", r.Resumed))
	}
	if r.Interrupted {
		lines = append(lines, "stopped before all was read; run the same command again to go on, what is stored stays")
	}
	return append(lines, r.Summary())
}

// String returns Lines, each ended by a newline.
func (r *Report) String() string { return strings.Join(r.Lines(), "\n") + "\n" }

// byCount returns the keys, the most frequent first, then by name.
func byCount(m map[string]int) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b))
	})
}
