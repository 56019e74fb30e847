package indexer

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Progress is where a run stands.
type Progress struct {
	Files   int // looked at
	Read    int // records, the skipped included
	Skipped int
	Bytes   int64 // after decompression
	Path    string
	// Done is how many bytes of the files, as they lie on the disk, are read and
	// stored; Size is how many there are to be read, as far as they have been
	// counted, which goes on beside the reading. Sized says that all are counted.
	// What is fetched is not counted, and a run that fetches is never Sized.
	Done, Size int64
	Sized      bool
}

// Share returns how much of the run is done, 0 to 1; false when that cannot be
// known, or not yet.
func (p Progress) Share() (float64, bool) {
	if !p.Sized || p.Size <= 0 {
		return 0, false
	}
	return min(1, float64(p.Done)/float64(p.Size)), true
}

// Before this much an estimate says more of how a run begins than of how it
// will go on.
const (
	estimateAfter = 2 * time.Second
	estimateShare = 0.005
)

// Left estimates how long the run will take still, when it has taken so long;
// false when that cannot be known, or not yet. It takes the rest to be like what
// was read, and is rounded to seconds.
func (p Progress) Left(took time.Duration) (time.Duration, bool) {
	share, ok := p.Share()
	if !ok || took < estimateAfter || share < estimateShare {
		return 0, false
	}
	left := float64(took) * (1 - share) / share
	if left > math.MaxInt64/2 {
		return 0, false
	}
	return time.Duration(left).Round(time.Second), true
}

// Counting is given up where it would itself be work: a run that is that long is
// not sized.
const (
	// maxCounted is how many files are counted, at most: a second or two where the
	// folders are in memory, and some 75 MB for their names when there are several
	// paths.
	maxCounted = 500_000
	// countWait is how long counting may take where they are not, as on a network.
	countWait = 20 * time.Second
)

// measure is how much there is to be read: it is counted beside the reading, by
// the same walk.
type measure struct {
	files int // counted
	size  atomic.Int64
	sized atomic.Bool
}

// start counts what walk visits, with a source that reads nothing. The returned
// function ends that and waits for it.
func (m *measure) start(ctx context.Context, like *source, walk func(*source)) (stop func()) {
	ctx, cancel := context.WithTimeout(ctx, countWait)
	s := &source{
		ctx: ctx, exclude: like.exclude, root: like.root, journal: like.journal,
		yield: func(item) bool { return true },
	}
	s.measure = func(size int64) {
		if m.files++; m.files > maxCounted {
			cancel()
			return
		}
		m.size.Add(size)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		walk(s)
		if ctx.Err() == nil {
			m.sized.Store(true)
		}
	})
	return func() { cancel(); wait.Wait() }
}

// of tells the progress of a run as far as it is measured.
func (m *measure) of(p Progress) Progress {
	p.Sized = m.sized.Load() // before the size, which is final then
	p.Size = max(m.size.Load(), p.Done)
	return p
}
