package bleve

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

const (
	// fewArticles is how many articles are not worth a second segment: one core
	// answers for them in the time that two take to agree.
	fewArticles = 10_000
	// maxParallel bounds the segments that a merge aims at. Each has words to
	// look up, which costs more than a core more gains.
	maxParallel = 8
	// mergePasses bounds how often a merge is planned: a plan takes what fits
	// into one segment and may leave some small ones.
	mergePasses = 3
)

// loadPlan is how scorch merges by itself while much is written and Merge is to
// come: 32 segments of one size are left alone, not 10, so that 100,000 articles
// are merged once before Merge instead of twice. More would gain nothing, as the
// identifiers of every batch are looked up in each segment. Segments are counted
// by the bytes of their files. By documents, which is scorch's own way, long
// articles would be merged again and again until there are two thousand.
func loadPlan() map[string]any {
	const segments = 32
	return map[string]any{
		"MaxSegmentsPerTier": segments, "SegmentsPerMergeTask": segments, "TierGrowth": segments,
		"FloorSegmentFileSize": 1 << 20, // the least that counts: less than a full batch becomes
	}
}

// Merge merges small segments, until about as many are left as there are cores
// to search them: looking words up in fifteen segments costs more than most
// questions do. It rewrites what is small, at some 20 MB of text a second, and
// leaves large segments alone. When ctx ends it stops, and nothing is lost.
func (s *Store) Merge(ctx context.Context) error {
	if s.readOnly {
		return nil
	}
	before := -1
	for range mergePasses {
		n, o, err := s.mergePlan()
		if err != nil {
			return err
		}
		if n == before || n <= 1 {
			break
		}
		before = n
		if err := s.forceMerge(ctx, o); err != nil {
			return fmt.Errorf("merging segments of %s: %w", s.folder.root, err)
		}
	}
	return s.tidied(ctx)
}

// tidyWait is how long Merge waits for scorch to remove the files of what was
// merged. It does so within milliseconds, unless somebody reads from them; but
// when the index is closed before, they take their room until it is opened again.
const tidyWait = 2 * time.Second

// tidied waits until there are no more files than segments.
func (s *Store) tidied(ctx context.Context) error {
	c, leave, err := s.use()
	if err != nil {
		return err
	}
	defer leave()
	const every = 5 * time.Millisecond
	for end := time.Now().Add(tidyWait); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(every) {
		r, err := c.index.Reader()
		if err != nil {
			return fmt.Errorf("reading %s: %w", c.folder.data, err)
		}
		n := len(r.(*scorch.IndexSnapshot).Segments())
		if err := r.Close(); err != nil {
			return fmt.Errorf("reading %s: %w", c.folder.data, err)
		}
		files, err := filepath.Glob(filepath.Join(c.folder.data, "*.zap"))
		if err != nil || len(files) <= n {
			return err
		}
	}
	return nil
}

// mergePlan returns how many segments there are, and what scorch is to make of
// them: one segment for each core. Those of more than half of that are whole
// already.
func (s *Store) mergePlan() (segments int, _ *mergeplan.MergePlanOptions, err error) {
	snap, done, err := s.snapshot()
	if err != nil {
		return 0, nil, err
	}
	defer done()
	defer s.guard("merging", &err)()
	articles, err := snap.DocCount()
	if err != nil {
		return 0, nil, fmt.Errorf("counting articles: %w", err)
	}
	aim := int64(max(1, min(workers(), maxParallel, int(articles)/fewArticles)))
	o := mergeplan.SingleSegmentMergePlanOptions
	o.MaxSegmentSize = max(2, (int64(articles)+aim-1)/aim*5/4)
	o.SegmentsPerMergeTask = len(snap.Segments()) + 1
	o.CalcBudget = func(int64, int64, *mergeplan.MergePlanOptions) int { return 1 }
	o.ScoreSegments = func(segments []mergeplan.Segment, _ *mergeplan.MergePlanOptions) float64 {
		size := int64(0)
		for _, s := range segments {
			size += s.LiveSize()
		}
		return -float64(size) // the fullest first
	}
	return len(snap.Segments()), &o, nil
}

// forceMerge lets scorch merge, and waits. scorch tries a failed merge again
// until it is told to stop, and does not look at ctx before it begins.
func (s *Store) forceMerge(ctx context.Context, o *mergeplan.MergePlanOptions) error {
	c, leave, err := s.use()
	if err != nil {
		return err
	}
	defer leave()
	select {
	case <-c.mergeFailed: // one of before
	default:
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	merged := make(chan error, 1)
	go func() { merged <- c.index.(*scorch.Scorch).ForceMerge(ctx, o) }()
	select {
	case err := <-merged:
		return err
	case err := <-c.mergeFailed:
		stop(err)
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}
