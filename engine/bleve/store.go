// Package bleve keeps an index in a folder on bleve's scorch segments: its
// schema, its storage and lock, and how a resolved tree is executed on its
// postings. It must never know the text a user wrote, HTTP, passages, or
// another engine.
package bleve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
	"newsdex/engine/bleve/blocks"
	"newsdex/engine/bleve/container"
	"newsdex/search"
	"newsdex/text"
)

// Store is an open index. It satisfies search.Searcher and indexer.Writer.
type Store struct {
	folder  folder // as it was opened; its data may be another's by now, see core
	created bool

	// writing serialises changes: what becomes of an article depends on what
	// is held, and scorch would accept concurrent batches.
	writing  sync.Mutex
	readOnly bool
	// stopped is why nothing can be written any more; guarded by writing.
	stopped error
	// rebuilding is not nil while Rebuild runs; guarded by writing.
	rebuilding *rebuilding

	analyzers sync.Pool // of *text.Analyzer
	usual     *usualStems
	decoders  sync.Pool // of *blocks.Decoder
	sets      sync.Pool // of *bitSet
	scoring   Scoring
	schema    string

	// held guards core, which changes with writing held as well.
	held     sync.Mutex
	core     *core
	isClosed bool
}

// core is what scorch has of a store. Rebuild puts another into its place; calls
// that began with the old one end with it.
type core struct {
	folder folder
	index  index.Index
	queue  *index.AnalysisQueue
	cache  segmentCache
	sums   atomic.Pointer[rawSums] // as they were read last, see core.readSums
	// mergeFailed holds the last failure of a merge, if any. It has room for one.
	mergeFailed chan error
	users       sync.WaitGroup // calls in flight
}

// close waits for calls in flight. None may begin any more.
func (c *core) close() error {
	c.users.Wait()
	err := c.index.Close()
	c.queue.Close()
	if err != nil {
		return fmt.Errorf("closing %s: %w", c.folder.data, err)
	}
	return nil
}

// Options say how to open an index.
type Options struct {
	// ReadOnly opens for asking only. Several processes may do so at once.
	ReadOnly bool
	// Create makes the index when there is none.
	Create bool
	// Load leaves more segments unmerged while much is written; see loadPlan.
	Load bool
	// LockWait is how long to wait for another process; 0 means DefaultLockWait.
	LockWait time.Duration
	// Scoring are the constants of the score; the zero value means
	// DefaultScoring. They may differ each time an index is opened.
	Scoring Scoring
}

// DefaultLockWait is how long Open waits for another process to let go of the
// index: long enough for a command that is just ending.
const DefaultLockWait = 2 * time.Second

// Open opens the index in a folder. The errors wrap ErrMissing, ErrForeign,
// ErrDamaged, ErrVersion or ErrLocked; the data is untouched after each.
func Open(path string, o Options) (_ *Store, err error) {
	f, state, err := inspect(path)
	if err != nil {
		return nil, err
	}
	if state == missing {
		if base := filepath.Base(f.data); !ours(base) {
			f.data = filepath.Join(f.root, version) // an earlier one that never held anything
		}
		if !o.Create || o.ReadOnly {
			return nil, fmt.Errorf("%w at %s", ErrMissing, f.root)
		}
		if err := f.create(); err != nil {
			return nil, err
		}
	}
	if o.Scoring == (Scoring{}) {
		o.Scoring = DefaultScoring()
	}
	if err := o.Scoring.Check(); err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	if o.LockWait == 0 {
		o.LockWait = DefaultLockWait
	}
	s, err := openFolder(f, o, false)
	if err != nil {
		return nil, err
	}
	if err := f.stillCurrent(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.created = state == missing
	return s, nil
}

// openFolder opens the data of a folder. An index that is there is looked at for
// reading first, all checksums included, because opening for writing changes a
// damaged one: scorch goes back to whatever older state it can read. anySchema
// opens one whose words were made with other tables as well, for reading what is
// stored.
func openFolder(f folder, o Options, anySchema bool) (*Store, error) {
	verified := false
	if !o.ReadOnly && hasEntries(f.data) {
		look := o
		look.ReadOnly = true
		s, err := openScorch(f, look, false)
		if err != nil {
			return nil, err
		}
		err = s.check(anySchema)
		if err := errors.Join(err, s.Close()); err != nil {
			return nil, err
		}
		verified = true
	}
	s, err := openScorch(f, o, verified)
	if err != nil {
		return nil, err
	}
	if err := s.check(anySchema); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// openScorch opens the data of a folder with scorch. verified says that the
// checksums of its parts were compared just now.
func openScorch(f folder, o Options, verified bool) (_ *Store, err error) {
	defer f.guard("opening", &err)()
	c := &core{folder: f, mergeFailed: make(chan error, 1)}
	c.queue = index.NewAnalysisQueue(1) // tokens are ready-made: its work is nothing
	register()
	var unread []error // segments that could not be opened
	var opening atomic.Bool
	opening.Store(true)
	config := map[string]any{
		"path":                f.data,
		"bolt_timeout":        o.LockWait.String(),
		"read_only":           o.ReadOnly,
		"forceSegmentType":    container.Type,
		"forceSegmentVersion": int(container.Version), // any other type of number is ignored
		"segmentConfig": map[string]any{
			container.VerifyLater: verified,
			container.OnError: func(_ string, err error) {
				if opening.Load() {
					unread = append(unread, err)
					return
				}
				select {
				case c.mergeFailed <- err:
				default:
				}
			},
		},
	}
	if o.Load {
		config["scorchMergePlanOptions"] = loadPlan()
	}
	c.index, err = scorch.NewScorch(scorch.Name, config, c.queue)
	if err == nil {
		err = c.index.Open()
	}
	opening.Store(false)
	switch {
	case err != nil && isLockTimeout(err):
		err = fmt.Errorf("%w: %s", ErrLocked, f.root)
	case err != nil:
		err = fmt.Errorf("opening %s: %w", f.data, err)
	case len(unread) > 0:
		err = fmt.Errorf("%w: %w; restore a copy, or move the folder away and index again", ErrDamaged, unread[0])
		_ = c.index.Close()
	}
	if err != nil {
		c.queue.Close()
		return nil, err
	}
	s := &Store{folder: f, core: c, schema: schemaID(theParts.common), readOnly: o.ReadOnly, scoring: o.Scoring}
	s.analyzers.New = func() any { return text.NewAnalyzer() }
	s.usual = newUsualStems(text.NewAnalyzer())
	return s, nil
}

// isLockTimeout recognises bbolt's error, which scorch passes on as it is.
func isLockTimeout(err error) bool { return strings.Contains(err.Error(), "timeout") }

// Created reports whether Open made the index.
func (s *Store) Created() bool { return s.created }

// Path returns the absolute path of the index folder.
func (s *Store) Path() string { return s.folder.root }

// Close waits for calls in flight and lets go of the index. Closing twice is fine.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.held.Lock()
	was := s.isClosed
	s.isClosed = true
	s.held.Unlock()
	if was {
		return nil
	}
	return s.core.close()
}

var errClosed = errors.New("the index is closed")

// use returns what answers at this moment, and keeps it open until done is called.
func (s *Store) use() (_ *core, done func(), err error) {
	s.held.Lock()
	defer s.held.Unlock()
	if s.isClosed {
		return nil, nil, errClosed
	}
	s.core.users.Add(1)
	return s.core, s.core.users.Done, nil
}

// snapshot returns the state of the index at this moment. done must be called.
func (s *Store) snapshot() (_ *scorch.IndexSnapshot, done func(), err error) {
	c, leave, err := s.use()
	if err != nil {
		return nil, nil, err
	}
	snap, putBack, err := c.snapshot()
	if err != nil {
		leave()
		return nil, nil, err
	}
	return snap, func() {
		putBack()
		leave()
	}, nil
}

func (c *core) snapshot() (_ *scorch.IndexSnapshot, done func(), err error) {
	r, err := c.index.Reader()
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", c.folder.data, err)
	}
	return r.(*scorch.IndexSnapshot), func() { _ = r.Close() }, nil
}

// check compares the index with the schema of this program, and with the
// generation noted beside it after each batch. bleve opens an older state without
// a word when the newest segment is damaged; this notices.
func (s *Store) check(anySchema bool) error {
	snap, done, err := s.snapshot()
	if err != nil {
		return err
	}
	defer done()
	for _, seg := range snap.Segments() {
		v, err := newView(seg)
		if err == nil {
			err = v.check(v.size)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.folder.data, err)
		}
	}
	held, err := readSums(snap)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, s.folder.data, err)
	}
	if !anySchema && held.Generation > 0 && held.Schema != s.schema {
		return fmt.Errorf("%w: the words of %s were made with %q, this program makes them with %q; newsdex rebuild --index %s makes it anew from the articles in it",
			ErrOutdated, s.folder.data, held.Schema, s.schema, s.folder.root)
	}
	noted, err := s.folder.readGeneration()
	if err != nil {
		return err
	}
	if held.Generation < noted {
		return fmt.Errorf("%w: %s holds generation %d, but %d had been stored: a newer segment is damaged or missing; restore a copy, or move the folder away and index again",
			ErrDamaged, s.folder.data, held.Generation, noted)
	}
	return nil
}

// Stats returns how many articles are held, and the generation.
func (s *Store) Stats(ctx context.Context) (search.Stats, error) {
	snap, done, err := s.snapshot()
	if err != nil {
		return search.Stats{}, err
	}
	defer done()
	held, err := readSums(snap)
	if err != nil {
		return search.Stats{}, err
	}
	n, err := snap.DocCount()
	if err != nil {
		return search.Stats{}, fmt.Errorf("counting articles: %w", err)
	}
	return search.Stats{Articles: int(n), Generation: held.Generation}, nil
}

// Article returns one article, or search.ErrNotFound.
func (s *Store) Article(ctx context.Context, id string) (_ *article.Article, err error) {
	snap, release, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer release()
	defer s.guard("reading", &err)()
	views, err := newViews(snap)
	if err != nil {
		return nil, err
	}
	places, err := find(views, []string{id})
	if err != nil {
		return nil, err
	}
	at, ok := places[id]
	if !ok {
		return nil, search.ErrNotFound
	}
	d, done, err := s.decoder()
	if err != nil {
		return nil, err
	}
	defer done()
	return at.read(d)
}

// Analyzer lends an analyzer. See search.Run.
func (s *Store) Analyzer() (an *text.Analyzer, done func()) {
	an = s.analyzers.Get().(*text.Analyzer)
	return an, func() { s.analyzers.Put(an) }
}

// decoder returns a decoder of stored articles. done must be called before the
// snapshot that was read is given back.
func (s *Store) decoder() (_ *blocks.Decoder, done func(), err error) {
	d, ok := s.decoders.Get().(*blocks.Decoder)
	if !ok {
		if d, err = blocks.NewDecoder(); err != nil {
			return nil, nil, err
		}
	}
	return d, func() {
		d.Forget()
		s.decoders.Put(d)
	}, nil
}

// guard is folder.guard for calls on an open index. It names the folder above the
// data, which a rebuild may have moved by then.
func (s *Store) guard(doing string, err *error) func() {
	return folder{data: s.folder.root}.guard(doing, err)
}

// workers is how many goroutines prepare articles of a batch.
func workers() int { return max(1, runtime.GOMAXPROCS(0)) }

// exists reports whether a path is there.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
