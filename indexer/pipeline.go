package indexer

import (
	"context"
	"fmt"
	"iter"
	"time"

	"newsdex/article"
	"newsdex/indexer/format"
)

// A batch is written in one durable step, which costs a flush to the disk
// whatever its size; and until it is written it is held in memory.
const (
	// batchBytes is how much text makes a batch: enough that the flush is a
	// small part of the work.
	batchBytes = 2 << 20
	// batchItems bounds a batch of short articles.
	batchItems = 1000
	// idleFlush is how long a batch waits for more when nothing comes: a slow
	// sender shall have its answers.
	idleFlush = 200 * time.Millisecond
	// ageFlush is how long a batch waits at most, however steadily it grows.
	ageFlush = time.Second
)

// item is one thing that happened on the way, in order: an article to store, or
// a problem, or only notes.
type item struct {
	place   article.Place
	offset  int64
	article *article.Article
	problem *Problem
	notes   []format.Note
	newFile bool  // the first item of a file or path
	bytes   int64 // read since the item before, after decompression
	done    int64 // bytes of files read until here, as they lie on the disk
	number  int   // the line of a stream, when place is not of the stream
	// finished is a file of which this is the end, for the journal; such an item
	// is nothing else.
	finished *fileState
	// visit is the address that this came from, nil for files; spoilt: something
	// of it was not to be had, so that it is to be read again.
	visit  *visit
	spoilt bool
	// repeats: the feed said the same before; such an item is not sent.
	repeats bool
	// visited is an address of which this is the end; such an item is nothing else.
	visited *visit
}

// size is what the item adds to a batch, in bytes of text.
func (it *item) size() int {
	if it.article == nil {
		return 0
	}
	return len(it.article.Headline) + len(it.article.Body)
}

// feed stores what source yields, in batches, and hands each batch with one
// outcome for each of its articles to settle, in order. Reading and building run
// beside writing: source in a goroutine, gathering in another, Write and settle
// in the caller's. At most two batches and one item are held.
//
// When ctx ends, the batch that is being written is finished and settled, and
// the cause returned. When feed returns, source is no longer running.
func feed(ctx context.Context, w Writer, source iter.Seq[item], settle func([]item, []article.Outcome) error) error {
	inner, stop := context.WithCancel(ctx)
	items, batches := make(chan item), make(chan []item)
	go func() {
		defer close(items)
		for it := range source {
			select {
			case items <- it:
			case <-inner.Done():
				return
			}
		}
	}()
	complete := false
	go func() {
		defer close(batches)
		complete = gather(inner, items, batches)
	}()
	defer func() { // waits for both
		stop()
		for range batches {
		}
		for range items {
		}
	}()
	for batch := range batches {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		outcomes, err := write(ctx, w, batch)
		if err != nil {
			return err
		}
		if err := settle(batch, outcomes); err != nil {
			return err
		}
	}
	// A source whose reading ctx ended looks like one that came to its end.
	if !complete || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// gather makes batches of items until they end (true) or ctx does (false). A
// batch is sent when it is full, when nothing more came for idleFlush, or when
// its first item is ageFlush old; while the writer is busy it goes on growing.
func gather(ctx context.Context, items <-chan item, batches chan<- []item) bool {
	var batch []item
	var since time.Time // when the batch began
	size, due := 0, false
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		in, out := items, batches
		full := size >= batchBytes || len(batch) >= batchItems
		if full {
			in = nil
		}
		if len(batch) == 0 || !full && !due && items != nil {
			out = nil
		}
		if items == nil && len(batch) == 0 {
			return true
		}
		select {
		case it, more := <-in:
			if !more {
				items = nil
				continue
			}
			if len(batch) == 0 {
				since = time.Now()
			}
			batch = append(batch, it)
			size += it.size()
			timer.Reset(min(idleFlush, ageFlush-time.Since(since)))
		case out <- batch:
			batch, size, due = nil, 0, false
		case <-timer.C:
			due = true
		case <-ctx.Done():
			return false
		}
	}
}

// write stores the articles of a batch. It is not interrupted: a batch is
// written whole or its writer says why not.
func write(ctx context.Context, w Writer, batch []item) ([]article.Outcome, error) {
	var articles []*article.Article
	first, last := -1, -1
	for i := range batch {
		if batch[i].article != nil {
			articles = append(articles, batch[i].article)
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if articles == nil {
		return nil, nil
	}
	outcomes, err := w.Write(context.WithoutCancel(ctx), articles)
	if err != nil {
		return nil, fmt.Errorf("storing %d articles (%s to %s): %w", len(articles), batch[first].place, batch[last].place, err)
	}
	if len(outcomes) != len(articles) {
		return nil, fmt.Errorf("storing %d articles: the writer gave %d outcomes", len(articles), len(outcomes))
	}
	return outcomes, nil
}
