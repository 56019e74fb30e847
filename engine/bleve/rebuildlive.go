package bleve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"newsdex/article"
)

// ErrRebuilding: the index is being made anew already.
var ErrRebuilding = errors.New("the index is being made anew already")

// rebuilding is what changes in an index while a new one is made beside it.
type rebuilding struct {
	// changed are the identifiers written or removed since they were copied.
	changed map[string]struct{}
}

// fewChanged is how many changed articles are copied while writing waits; more
// are copied beside it first. They take some tenths of a second.
const fewChanged = 500

// catchUps bounds how often what was written meanwhile is copied beside writing
// that goes on. Who writes faster than that waits for the rest.
const catchUps = 20

// Rebuild makes the index anew from its articles beside itself: it answers and
// takes articles all the while, and when the new one has caught up it takes the
// place of the old one. It takes as much room again, which is
// free at the end. progress is told how many articles of all are done. Ended
// early, by ctx or a fault, nothing has changed.
func (s *Store) Rebuild(ctx context.Context, progress func(done, all int)) (n int, err error) {
	turn, err := s.beginRebuild(ctx)
	if err != nil {
		return 0, err
	}
	defer s.endRebuild()
	data := s.core.folder.data // nobody else replaces the core
	fresh := folder{root: s.folder.root, data: filepath.Join(s.folder.root, nextName(filepath.Base(data)))}
	if err := s.core.folder.removeLeft(); err != nil {
		return 0, err
	}
	next, err := s.copied(ctx, fresh, progress)
	var old *core
	if err == nil {
		old, n, err = s.takeOver(ctx, next, turn)
	}
	if err != nil {
		if next != nil {
			err = errors.Join(err, next.Close())
		}
		return 0, errors.Join(err, os.RemoveAll(fresh.data))
	}
	if err := errors.Join(old.close(), os.RemoveAll(data)); err != nil {
		return n, fmt.Errorf("the new index is in use, but the old one could not be removed; remove %s: %w", data, err)
	}
	return n, nil
}

// beginRebuild begins to note what changes.
func (s *Store) beginRebuild(ctx context.Context) (*rebuilding, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.writable(ctx); err != nil {
		return nil, err
	}
	if s.rebuilding != nil {
		return nil, ErrRebuilding
	}
	s.rebuilding = &rebuilding{changed: map[string]struct{}{}}
	return s.rebuilding, nil
}

func (s *Store) endRebuild() {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.rebuilding = nil
}

// note remembers what a change touched. Store.writing must be held.
func (r *rebuilding) note(c *change) {
	if r == nil {
		return
	}
	for id := range c.next {
		r.changed[id] = struct{}{}
	}
}

// copied makes a new index of the articles as they are, merged.
func (s *Store) copied(ctx context.Context, fresh folder, progress func(done, all int)) (*Store, error) {
	stats, err := s.Stats(ctx)
	if err != nil {
		return nil, err
	}
	old := &oldIndex{sums: sums{Generation: stats.Generation}, articles: stats.Articles, each: s.eachStored}
	next, _, err := fill(ctx, fresh, old, s.scoring, progress)
	return next, err
}

// takeOver copies what changed meanwhile, and puts next into the place of the
// index: every call from there on is answered from it, and CURRENT names it. It
// returns what was replaced, to be closed, and how many articles there are.
func (s *Store) takeOver(ctx context.Context, next *Store, turn *rebuilding) (old *core, n int, err error) {
	for range catchUps {
		s.writing.Lock()
		changed := turn.changed
		few := len(changed) <= fewChanged
		if !few {
			turn.changed = map[string]struct{}{}
		}
		s.writing.Unlock()
		if few { // still being added to
			break
		}
		if err := s.catchUp(ctx, next, changed); err != nil {
			return nil, 0, err
		}
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.stopped != nil {
		return nil, 0, s.stopped
	}
	if err := s.catchUp(ctx, next, turn.changed); err != nil {
		return nil, 0, err
	}
	was, err := s.Stats(ctx)
	if err != nil {
		return nil, 0, err
	}
	is, err := next.Stats(ctx)
	if err != nil {
		return nil, 0, err
	}
	if is.Articles != was.Articles {
		return nil, 0, fmt.Errorf("%w: %d of %d stored articles were found", ErrDamaged, is.Articles, was.Articles)
	}
	if err := next.advance(was.Generation + 1); err != nil {
		return nil, 0, err
	}
	if err := next.core.folder.point(); err != nil {
		return nil, 0, err
	}
	s.held.Lock()
	defer s.held.Unlock()
	old, s.core = s.core, next.core
	return old, was.Articles, nil
}

// catchUp makes some articles of next what they are in s now.
func (s *Store) catchUp(ctx context.Context, next *Store, changed map[string]struct{}) error {
	ids := make([]string, 0, fewChanged)
	flush := func() error {
		if len(ids) == 0 {
			return nil
		}
		now, err := s.articles(ids)
		if err == nil {
			err = next.change(ctx, ids, func(c *change) error {
				for _, id := range ids {
					if now[id] != nil || c.held[id] != nil {
						c.next[id] = now[id]
					}
				}
				return nil
			})
		}
		ids = ids[:0]
		return err
	}
	for id := range changed {
		if ids = append(ids, id); len(ids) == fewChanged {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// articles returns the articles that are held under some identifiers.
func (s *Store) articles(ids []string) (_ map[string]*article.Article, err error) {
	snap, done, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	defer s.guard("reading", &err)()
	c, err := s.newChange(snap)
	if err != nil {
		return nil, err
	}
	if err := c.load(ids); err != nil {
		return nil, err
	}
	out := make(map[string]*article.Article, len(ids))
	for _, id := range ids {
		out[id] = c.now(id)
	}
	return out, nil
}
