// Package container keeps one segment of an index in one file: zap's image of
// the fields scorch needs, parts of our own behind it, and a table with a
// checksum of everything; it must never know what a part means.
package container

import (
	"errors"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// Type and Version name this kind of segment to scorch, which keeps them with
// every snapshot. scorch takes the version as an int in its configuration.
const (
	Type           = "newsdex"
	Version uint32 = 2
)

// Dropped is the number of a document that a merge leaves out. zap uses the
// same value.
const Dropped = math.MaxUint64

// Keys of scorch's "segmentConfig" that this plugin reads. scorch writes into
// that map: give each index a map of its own.
const (
	// OnError holds a func(path string, err error). It is called with every
	// segment file that cannot be opened or merged, by whichever goroutine of
	// scorch does that. Without it such a file goes unnoticed: scorch falls
	// back to an older snapshot, and tries a merge again and again, and says
	// so only on the standard logger.
	OnError = "newsdex.on_error"
	// VerifyLater holds a bool. When true, opening a file checks the table
	// and zap's image, but not the parts; whoever sets it calls
	// Segment.Verify in the background.
	VerifyLater = "newsdex.verify_later"
)

var (
	// ErrDamaged: a segment file is not what was written.
	ErrDamaged = errors.New("the segment file is damaged")
	// ErrVersion: a segment file was written by a program that lays it out
	// in another way.
	ErrVersion = errors.New("the segment file has another format")
)

// Parts builds and merges what a segment holds beside zap's image. scorch
// builds, merges on disk and merges in memory at the same time: the methods
// are called concurrently, also for different indexes.
//
// A panic becomes an error of the batch or merge. That does not hold for
// goroutines that an implementation starts itself.
type Parts interface {
	// Build writes the parts of a new segment. docs are in the order of
	// their numbers, which is not the order of the batch: scorch shuffles.
	Build(docs []index.Document, w *Writer) error

	// Merge writes the parts of the segment that in becomes. numbers[i][d] is
	// the new number of document d of in[i], or Dropped; total is how many
	// documents the new segment has. New numbers ascend through in[0], in[1],
	// and so on. numbers is scorch's: do not change it. Merge returns
	// segment.ErrClosed soon after stop is closed, and only then; stop may be
	// nil. The Writer gives that error by itself once stop is closed.
	Merge(in []*Segment, numbers [][]uint64, total int, w *Writer, stop <-chan struct{}) error
}

// Plugin makes and opens segments for scorch. It is safe for concurrent use.
type Plugin struct {
	zap     zap.ZapPlugin
	parts   Parts
	retries retries
}

// New returns a plugin to be given to scorch.RegisterSegmentPlugin, which is
// process-wide and not locked: once, before any index is opened.
func New(p Parts) *Plugin { return &Plugin{parts: p} }

// Type returns the kind of segments.
func (p *Plugin) Type() string { return Type }

// Version returns the version of the kind of segments.
func (p *Plugin) Version() uint32 { return Version }

// New makes a segment in memory. See NewUsing.
func (p *Plugin) New(docs []index.Document) (segment.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// Open opens a segment file. See OpenUsing.
func (p *Plugin) Open(path string) (segment.Segment, error) { return p.OpenUsing(path, nil) }

// Merge makes one segment file of several segments. See MergeUsing.
func (p *Plugin) Merge(segs []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter) ([][]uint64, uint64, error) {
	return p.MergeUsing(segs, drops, path, stop, r, nil)
}

// statsOf returns the counters that scorch keeps for the segments of an index.
func statsOf(config map[string]any) *segment.Stats {
	if s, ok := config[segment.StatsKey].(*segment.Stats); ok && s != nil {
		return s
	}
	return new(segment.Stats)
}
