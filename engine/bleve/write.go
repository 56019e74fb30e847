package bleve

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
	"newsdex/engine/bleve/blocks"
	"newsdex/search"
	"newsdex/text"
)

// change is a batch in the making: what each identifier is to become.
type change struct {
	views []*view
	sums  sums
	// held are the articles in the index that the batch touches, as they are
	// stored; next is what each becomes, nil for removed.
	held map[string]*held
	next map[string]*article.Article
	// here is which article of the batch so far was read from a place.
	here map[article.Place]string
	// texts is which article of the batch so far has a text, by its key; keys
	// has the key of each article of next that was given.
	texts map[int64]string
	keys  map[string]int64

	decoder func() (*blocks.Decoder, func(), error)
}

// held is an article as the index has it, with its lengths in words.
type held struct {
	article        article.Article
	headline, body int64
}

func (s *Store) newChange(snap *scorch.IndexSnapshot) (*change, error) {
	sums, err := readSums(snap)
	if err != nil {
		return nil, err
	}
	views, err := newViews(snap)
	if err != nil {
		return nil, err
	}
	return &change{
		views: views, sums: sums, held: map[string]*held{}, next: map[string]*article.Article{},
		here: map[article.Place]string{}, texts: map[int64]string{}, keys: map[string]int64{}, decoder: s.decoder,
	}, nil
}

// load reads what the index holds under the identifiers.
func (c *change) load(ids []string) error {
	places, err := find(c.views, ids)
	if err != nil {
		return err
	}
	d, done, err := c.decoder()
	if err != nil {
		return err
	}
	defer done()
	for id, p := range places {
		if c.held[id] != nil {
			continue
		}
		a, err := p.read(d)
		if err != nil {
			return fmt.Errorf("reading article %q: %w", id, err)
		}
		c.held[id] = &held{*a, p.view.headline.At(p.doc), p.view.body.At(p.doc)}
	}
	return nil
}

// now returns the article under an identifier as the batch so far leaves it.
func (c *change) now(id string) *article.Article {
	if a, touched := c.next[id]; touched {
		return a
	}
	if st := c.held[id]; st != nil {
		a := st.article
		a.AlsoReadFrom = slices.Clone(a.AlsoReadFrom)
		return &a
	}
	return nil
}

// change lets do say what is to become of the articles under the identifiers,
// and makes that durable.
func (s *Store) change(ctx context.Context, ids []string, do func(*change) error) (err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.writable(ctx); err != nil {
		return err
	}
	snap, done, err := s.snapshot()
	if err != nil {
		return err
	}
	defer done()
	defer s.guard("changing", &err)()
	c, err := s.newChange(snap)
	if err != nil {
		return err
	}
	if err := c.load(ids); err != nil {
		return err
	}
	if err := do(c); err != nil {
		return err
	}
	return s.commit(ctx, c)
}

// Write stores articles in one durable step. See indexer.Writer.
func (s *Store) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	ids := make([]string, len(batch))
	for i, a := range batch {
		ids[i] = a.ID
	}
	outcomes := make([]article.Outcome, len(batch))
	err := s.change(ctx, ids, func(c *change) error {
		for i, given := range batch {
			a := *given // completed below; the caller's stays as it is
			replaced, err := c.replaced(&a)
			if err != nil {
				return err
			}
			key := textKey(&a)
			out, store := article.Reconcile(c.now(a.ID), &a)
			if replaced && out.Kind == article.Added {
				out.Kind = article.Updated
			}
			if out.Kind == article.Added {
				if out.CopyOf, err = c.copyOf(&a, key); err != nil {
					return err
				}
				if out.CopyOf != "" {
					out.Kind = article.Copy
				}
			}
			if store != nil {
				c.next[a.ID], c.keys[a.ID] = store, key
				c.here[a.ReadFrom] = a.ID
			}
			outcomes[i] = out
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// replaced lets go of what was last read from the place of an article whose
// identifier was made from its text, when that was another text. It reports
// whether there was such an article; a gets its first_seen.
func (c *change) replaced(a *article.Article) (bool, error) {
	if a.Basis != article.TextID || a.ReadFrom.Source == article.API {
		return false, nil
	}
	olds, err := c.readAt(a.ReadFrom)
	if err != nil {
		return false, err
	}
	found := false
	for _, id := range olds {
		old := c.now(id)
		if id == a.ID || old == nil || old.Basis != article.TextID || !old.StandsAt(a.ReadFrom) {
			continue
		}
		found = true
		a.FirstSeen = old.FirstSeen
		if old.DropPlace(a.ReadFrom) {
			c.next[id] = old
		} else {
			c.next[id] = nil
		}
	}
	return found, nil
}

// readAt loads the articles that were read from a place, and returns their identifiers.
func (c *change) readAt(p article.Place) ([]string, error) {
	var ids []string
	if id, ok := c.here[p]; ok {
		ids = append(ids, id)
	}
	for _, v := range c.views {
		docs, err := v.holding(fieldPlace, p.String())
		if err != nil {
			return nil, err
		}
		for it := docs.Iterator(); it.HasNext(); {
			id, err := place{v, it.Next()}.identifier()
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return ids, c.load(ids)
}

// Remove deletes articles in one durable step. See indexer.Writer.
func (s *Store) Remove(ctx context.Context, ids []string) ([]bool, error) {
	found := make([]bool, len(ids))
	err := s.change(ctx, ids, func(c *change) error {
		for i, id := range ids {
			if found[i] = c.now(id) != nil; found[i] {
				c.next[id] = nil
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// writable returns why nothing can be written, or nil. writing must be held.
func (s *Store) writable(ctx context.Context) error {
	if s.stopped != nil {
		return s.stopped
	}
	if s.readOnly {
		return fmt.Errorf("%w: the index was opened for asking only", search.ErrWritesStopped)
	}
	return ctx.Err()
}

// commit makes the change durable, with the sums that go with it. Nothing to
// change is nothing to do, and the generation stays.
func (s *Store) commit(ctx context.Context, c *change) error {
	if len(c.next) == 0 {
		return nil
	}
	docs, err := s.prepare(ctx, c)
	if err != nil {
		return err
	}
	batch := index.NewBatch()
	for id, a := range c.next {
		if old := c.held[id]; old != nil {
			c.sums.HeadlineTokens -= old.headline
			c.sums.BodyTokens -= old.body
		}
		if a == nil {
			batch.Delete(id)
			continue
		}
		d := docs[id]
		c.sums.HeadlineTokens += int64(len(d.headline))
		c.sums.BodyTokens += int64(len(d.body))
		batch.Update(d)
	}
	c.sums.Generation++
	c.sums.Schema = s.schema
	s.rebuilding.note(c)
	return s.store(batch, c.sums)
}

// store makes a batch durable, with the sums that it leads to.
func (s *Store) store(batch *index.Batch, held sums) error {
	b, err := json.Marshal(held)
	if err != nil {
		return fmt.Errorf("storing the sums of the index: %w", err)
	}
	batch.SetInternal([]byte(sumsKey), b)
	if err := s.batch(batch); err != nil {
		// What is on disk is not known, and scorch retries without pause.
		s.stopped = fmt.Errorf("%w: %w; free some space or mend the disk, then start newsdex again", search.ErrWritesStopped, err)
		return s.stopped
	}
	return s.core.folder.writeGeneration(held.Generation)
}

// advance raises the generation to at least n. Nothing else changes.
func (s *Store) advance(n uint64) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	snap, done, err := s.snapshot()
	if err != nil {
		return err
	}
	defer done()
	held, err := readSums(snap)
	if err != nil || held.Generation >= n {
		return err
	}
	held.Generation, held.Schema = n, s.schema
	return s.store(index.NewBatch(), held)
}

// batch hands a batch to scorch. A panic of the segment builder becomes an error.
func (s *Store) batch(b *index.Batch) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("building a segment in %s: %v", s.folder.data, p)
		}
	}()
	if err := s.core.index.Batch(b); err != nil {
		return fmt.Errorf("writing to %s: %w", s.folder.data, err)
	}
	return nil
}

// prepare tokenises the articles of a change, on all cores: this is where the
// time of writing goes. A panic on one article becomes an error that names it.
func (s *Store) prepare(ctx context.Context, c *change) (map[string]*document, error) {
	work := make(chan *article.Article)
	out := make(map[string]*document, len(c.next))
	var mu sync.Mutex
	var first error
	var wg sync.WaitGroup
	for range workers() {
		wg.Go(func() {
			an := s.analyzers.Get().(*text.Analyzer)
			defer s.analyzers.Put(an)
			for a := range work {
				key, known := c.keys[a.ID]
				if !known {
					key = textKey(a)
				}
				d, err := prepareOne(a, key, an)
				if d != nil {
					d.usual = s.usual
				}
				mu.Lock()
				if out[a.ID] = d; err != nil && first == nil {
					first = err
				}
				mu.Unlock()
			}
		})
	}
	for _, a := range c.next {
		if a != nil {
			work <- a
		}
	}
	close(work)
	wg.Wait()
	if first == nil {
		first = ctx.Err()
	}
	return out, first
}

func prepareOne(a *article.Article, key int64, an *text.Analyzer) (d *document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("tokenising article %q: %v", a.ID, r)
		}
	}()
	return newDocument(a, key, an)
}
