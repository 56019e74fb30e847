package indexer

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"newsdex/article"
)

// memory is a Writer that keeps articles in a map, by the rules of
// article.Reconcile and the rule that a file read again replaces by place.
type memory struct {
	mu      sync.Mutex
	held    map[string]*article.Article
	batches [][]string // identifiers, in order
	fail    error      // returned by Write when set
	before  func()     // called at the start of each Write
}

func newMemory() *memory { return &memory{held: map[string]*article.Article{}} }

func (m *memory) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	if m.before != nil {
		m.before()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return nil, m.fail
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var outs []article.Outcome
	var ids []string
	for _, a := range batch {
		if err := a.Validate(); err != nil {
			return nil, errors.Join(errors.New("an invalid article reached the writer"), err)
		}
		c := *a
		out, store := article.Reconcile(m.held[a.ID], &c)
		if out.Kind == article.Added && m.replace(&c) {
			out.Kind = article.Updated
		}
		if store != nil {
			m.held[store.ID] = store
		}
		outs, ids = append(outs, out), append(ids, a.ID)
	}
	m.batches = append(m.batches, ids)
	return outs, nil
}

// replace drops what was last read from the place of a.
func (m *memory) replace(a *article.Article) bool {
	if a.Basis != article.TextID || a.ReadFrom.Source == article.API {
		return false
	}
	for id, old := range m.held {
		if old.Basis == article.TextID && old.ReadFrom == a.ReadFrom {
			delete(m.held, id)
			return true
		}
	}
	return false
}

func (m *memory) Remove(context.Context, []string) ([]bool, error) {
	return nil, errors.New("not used here")
}

func (m *memory) ids() []string {
	var out []string
	for id := range m.held {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// balanced holds a report to its promise.
func balanced(t *testing.T, r *Report) {
	t.Helper()
	if r.Read != r.Added+r.Updated+r.Unchanged+r.Skipped {
		t.Errorf("read %d, but %s", r.Read, r.Summary())
	}
	reasons, notes := 0, 0
	for _, n := range r.Reasons {
		reasons += n
	}
	if reasons != r.Skipped || len(r.Problems)+r.MoreProblems != r.Skipped {
		t.Errorf("%d skipped, %d reasons, %d+%d problems", r.Skipped, reasons, len(r.Problems), r.MoreProblems)
	}
	for code := range r.Notes {
		if r.NoteExamples[code] == "" {
			t.Errorf("note %q without example", code)
		}
		notes++
	}
	if notes > maxNoteCodes+1 {
		t.Errorf("%d kinds of notes", notes)
	}
}
