package indexer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"newsdex/article"
	"newsdex/indexer/format"
)

// Line is the answer to one line of a stream.
type Line struct {
	// Line counts from 1; blank lines count, and have no answer.
	Line    int                 `json:"line"`
	ID      string              `json:"id,omitempty"`
	Outcome article.OutcomeKind `json:"outcome"`
	// CopyOf is an article with the same text under another identifier.
	CopyOf string `json:"copy_of,omitempty"`
	// Code groups reasons, as in Problem and article.Outcome; only of Stored.
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	Field  string `json:"field,omitempty"`
}

// Stream reads JSON Lines of any length, stores the articles in w and hands
// emit the outcomes in the order of the lines, each only after its batch is
// stored. Memory does not grow with the stream; while emit waits, so does
// reading. Lines are answered in batches, and at the latest a second after they
// came, so that a slow sender has its answers.
//
// The report is never nil. An error of emit or of w ends the stream; so does the
// end of ctx, after the batch in hand. An error of r is returned after the
// outcomes of what was read before it. Stream returns only when r is no longer
// being read: a reader that can wait for ever must be ended together with ctx.
func Stream(ctx context.Context, w Writer, r io.Reader, emit func([]Line) error) (*Report, error) {
	report := newReport()
	var readErr error
	builder := NewBuilder(Options{})
	produce := func(yield func(item) bool) {
		in := &counting{ctx: ctx, r: r}
		before := int64(0)
		for rec, err := range format.Lines(in) {
			it := item{bytes: in.n - before}
			before = in.n
			if broken, one := errors.AsType[*format.RecordError](err); one {
				it.place = article.Place{Source: article.API, Record: broken.Number}
				it.offset = broken.Offset
				it.fail(err)
			} else if err != nil {
				readErr = err
				return
			} else {
				it.place = article.Place{Source: article.API, Record: rec.Number}
				it.offset = rec.Offset
				it.build(builder, rec)
			}
			if !yield(it) {
				return
			}
		}
	}
	err := feed(ctx, w, produce, func(batch []item, outcomes []article.Outcome) error {
		return emit(report.answers(batch, outcomes))
	})
	if err == nil && readErr != nil {
		err = fmt.Errorf("reading the stream: %w", readErr)
	}
	return report, report.end(ctx, err)
}

// answers accounts for a batch and returns a line for each of its items.
func (r *Report) answers(batch []item, outcomes []article.Outcome) []Line {
	lines := make([]Line, len(batch))
	for i := range batch {
		it := &batch[i]
		l := Line{Line: cmp.Or(it.number, it.place.Record), Outcome: article.Skipped}
		var out *article.Outcome
		if it.article != nil {
			out, outcomes = &outcomes[0], outcomes[1:]
			l.ID, l.Outcome, l.CopyOf = out.ID, out.Kind, out.CopyOf
			if it.number > 0 && out.Kind == article.Unchanged {
				l.Code = out.Code
			}
		}
		if p := r.settle(it, out); p != nil {
			l.Field, l.Reason = p.Field, p.Reason
			if it.number > 0 {
				l.Code = p.Code
			}
		}
		lines[i] = l
	}
	return lines
}

// Put stores one article given as a JSON object with the fields of JSON Lines.
// An empty id leaves its identity to the record; with another, the record's own
// id must be absent or the same. The error is a *format.RecordError when the
// body is not such an object, an *article.Invalid when a field is not
// acceptable, or the writer's. An outcome of article.Skipped is no error.
func Put(ctx context.Context, w Writer, id string, body []byte) (article.Outcome, *article.Article, error) {
	rec, err := format.One(body)
	if err != nil {
		return article.Outcome{}, nil, err
	}
	if id != "" {
		if rec.ID != "" && rec.ID != id {
			return article.Outcome{}, nil, &article.Invalid{Field: "id", Reason: fmt.Sprintf("the article says %.80q and the address %.80q; make them the same, or leave it out of the article", rec.ID, id)}
		}
		rec.ID = id
	}
	a, _, err := NewBuilder(Options{}).Build(rec, article.Place{Source: article.API})
	if err != nil {
		return article.Outcome{}, nil, err
	}
	outcomes, err := write(ctx, w, []item{{place: a.ReadFrom, article: a}})
	if err != nil {
		return article.Outcome{}, nil, err
	}
	return outcomes[0], a, nil
}
