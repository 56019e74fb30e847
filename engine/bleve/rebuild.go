package bleve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
)

// Limits of one batch of a rebuild.
const (
	rebuildArticles = 500
	rebuildBytes    = 4 << 20
)

// Rebuild makes the index in a folder anew from its stored articles, with the
// schema of this program: it reads what this and every earlier schema stored.
// The new index is written beside the old one, which answers until CURRENT names
// the new one, and is removed then; killed before, nothing has changed. progress
// is told how many articles of all are done. It returns how many there are.
func Rebuild(ctx context.Context, path string, progress func(done, all int)) (_ int, err error) {
	f, state, err := inspectAny(path)
	if err != nil {
		return 0, err
	}
	if state == missing {
		return 0, fmt.Errorf("%w at %s", ErrMissing, f.root)
	}
	old, err := openOld(f)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, old.close()) }()
	fresh := folder{root: f.root, data: filepath.Join(f.root, nextName(filepath.Base(f.data)))}
	if err := f.removeLeft(); err != nil {
		return 0, err
	}
	next, n, err := fill(ctx, fresh, old, DefaultScoring(), progress)
	if next != nil {
		err = errors.Join(err, next.Close())
	}
	if err == nil && n != old.articles {
		err = fmt.Errorf("%w: %d of %d stored articles were found", ErrDamaged, n, old.articles)
	}
	if err != nil {
		return 0, errors.Join(err, os.RemoveAll(fresh.data))
	}
	if err := fresh.point(); err != nil {
		return 0, err
	}
	if err := old.close(); err != nil {
		return 0, err
	}
	if err := os.RemoveAll(f.data); err != nil {
		return 0, fmt.Errorf("the new index is in use, but the old one could not be removed; remove %s: %w", f.data, err)
	}
	return n, nil
}

// removeLeft removes what a rebuild that was killed left beside the data: a new
// index that is not in use, or an old one that no longer is.
func (f folder) removeLeft() error {
	entries, err := os.ReadDir(f.root)
	if err != nil {
		return fmt.Errorf("making room for the new index: %w", err)
	}
	for _, e := range entries {
		name := e.Name()
		turn, err := strconv.Atoi(strings.TrimPrefix(name, version+"."))
		made := name == "v1" || name == version || err == nil && name == fmt.Sprintf("%s.%d", version, turn)
		if !made || !e.IsDir() || name == filepath.Base(f.data) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(f.root, name)); err != nil {
			return fmt.Errorf("making room for the new index: %w", err)
		}
	}
	return nil
}

// nextName returns the name of the folder of a new index beside another.
func nextName(old string) string {
	base, n, _ := strings.Cut(old, ".")
	if base != version {
		return version
	}
	turn, _ := strconv.Atoi(n) // 0 for none
	return fmt.Sprintf("%s.%d", version, turn+1)
}

// fill writes the stored articles of an index to a new one, and merges it. The
// store has to be closed by the caller, unless it is nil.
func fill(ctx context.Context, f folder, old *oldIndex, c Scoring, progress func(done, all int)) (s *Store, n int, err error) {
	if s, err = openFolder(f, Options{Create: true, LockWait: DefaultLockWait, Scoring: c}, true); err != nil {
		return nil, 0, err
	}
	held := sums{Generation: old.sums.Generation}
	batch, bytes := map[string]*article.Article{}, 0
	flush := func() error {
		c := &change{sums: held, next: batch}
		if err := s.commit(ctx, c); err != nil {
			return err
		}
		held, n = c.sums, n+len(batch)
		batch, bytes = map[string]*article.Article{}, 0
		progress(n, old.articles)
		return nil
	}
	err = old.each(ctx, func(a *article.Article) error {
		batch[a.ID] = a
		if bytes += len(a.Headline) + len(a.Body); len(batch) < rebuildArticles && bytes < rebuildBytes {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = s.Merge(ctx)
	}
	return s, n, err
}

// oldIndex is an index whose articles are read, of any schema.
type oldIndex struct {
	sums     sums
	articles int
	// each calls visit with every article.
	each  func(ctx context.Context, visit func(*article.Article) error) error
	close func() error
}

// openOld opens an index for reading its articles. It takes the lock for
// writing, so that nothing is written meanwhile.
func openOld(f folder) (*oldIndex, error) {
	if name := filepath.Base(f.data); name == "v1" {
		return openV1(f)
	}
	s, err := openFolder(f, Options{LockWait: DefaultLockWait}, true)
	if err != nil {
		return nil, err
	}
	if err := f.stillCurrent(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	old := &oldIndex{close: s.Close}
	snap, done, err := s.snapshot()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	defer done()
	if old.sums, err = readSums(snap); err == nil {
		var n uint64
		n, err = snap.DocCount()
		old.articles = int(n)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	old.each = s.eachStored
	return old, nil
}

// eachStored calls visit with every article.
func (s *Store) eachStored(ctx context.Context, visit func(*article.Article) error) (err error) {
	snap, done, err := s.snapshot()
	if err != nil {
		return err
	}
	defer done()
	defer s.guard("reading", &err)()
	views, err := newViews(snap)
	if err != nil {
		return err
	}
	d, release, err := s.decoder()
	if err != nil {
		return err
	}
	defer release()
	for _, v := range views {
		for it := v.live().Iterator(); it.HasNext(); {
			if err := ctx.Err(); err != nil {
				return err
			}
			a, err := place{v, it.Next()}.read(d)
			if err != nil {
				return err
			}
			if err := visit(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// openV1 opens an index of schema v1, in which bleve itself stored the articles,
// in the field "a".
func openV1(f folder) (_ *oldIndex, err error) {
	defer f.guard("opening", &err)()
	queue := index.NewAnalysisQueue(1)
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": f.data, "bolt_timeout": DefaultLockWait.String()}, queue)
	if err == nil {
		err = idx.Open()
	}
	if err != nil {
		queue.Close()
		if isLockTimeout(err) {
			return nil, fmt.Errorf("%w: %s", ErrLocked, f.root)
		}
		return nil, fmt.Errorf("opening %s: %w", f.data, err)
	}
	closed := false
	old := &oldIndex{close: func() error {
		if closed {
			return nil
		}
		closed = true
		defer queue.Close()
		return idx.Close()
	}}
	r, err := idx.Reader()
	if err != nil {
		return nil, errors.Join(err, old.close())
	}
	snap := r.(*scorch.IndexSnapshot)
	defer snap.Close()
	if old.sums, err = readSums(snap); err != nil {
		return nil, errors.Join(err, old.close())
	}
	n, err := snap.DocCount()
	old.articles = int(n)
	old.each = func(ctx context.Context, visit func(*article.Article) error) (err error) {
		defer f.guard("reading", &err)()
		return eachV1(ctx, idx, visit)
	}
	return old, err
}

func eachV1(ctx context.Context, idx index.Index, visit func(*article.Article) error) error {
	r, err := idx.Reader()
	if err != nil {
		return err
	}
	snap := r.(*scorch.IndexSnapshot)
	defer snap.Close()
	for _, s := range snap.Segments() {
		for it := s.DocNumbersLive().Iterator(); it.HasNext(); {
			if err := ctx.Err(); err != nil {
				return err
			}
			var a *article.Article
			var problem error
			err := s.VisitDocument(uint64(it.Next()), func(field string, _ byte, value []byte, _ []uint64) bool {
				if field == "a" {
					a = &article.Article{}
					problem = decodeArticle(value, a)
				}
				return problem == nil
			})
			if err = errors.Join(err, problem); err == nil && a == nil {
				err = fmt.Errorf("%w: an article has no stored text", ErrDamaged)
			}
			if err == nil {
				err = visit(a)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
