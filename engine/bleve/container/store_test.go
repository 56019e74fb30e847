package container

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// parts are those of every index of these tests: scorch knows one plugin of a
// name. A test that sets its hook must not run beside others, and none does.
var parts = &fake{}

func TestMain(m *testing.M) {
	scorch.RegisterSegmentPlugin(New(parts), false)
	os.Exit(m.Run())
}

// store is a scorch index with what opening it told.
type store struct {
	*scorch.Scorch
	t     testing.TB
	stats *segment.Stats
	mu    sync.Mutex
	told  []string // of segment files that could not be opened
	async []string // errors of scorch's loops
}

type options struct {
	readOnly, unsafe bool
	// lazy merges only what ForceMerge asks for.
	lazy bool
}

func openStore(t testing.TB, dir string, o options) *store {
	t.Helper()
	s := &store{t: t}
	segments := map[string]any{OnError: func(path string, err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, err.Error())
	}}
	scorch.RegistryAsyncErrorCallbacks[t.Name()] = func(err error, _ string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.async = append(s.async, err.Error())
	}
	plan := map[string]any{}
	if o.lazy {
		plan["MaxSegmentSize"] = 2 // documents: none is small enough to be merged
	}
	queue := index.NewAnalysisQueue(1)
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{
		"scorchMergePlanOptions": plan,
		"path":                   dir,
		"read_only":              o.readOnly,
		"unsafe_batch":           o.unsafe,
		"bolt_timeout":           "2s",
		"forceSegmentType":       Type,
		"forceSegmentVersion":    int(Version),
		"segmentConfig":          segments,
		"asyncErrorCallbackName": t.Name(),
	}, queue)
	if err != nil {
		t.Fatal(err)
	}
	s.Scorch = idx.(*scorch.Scorch)
	s.stats = segments[segment.StatsKey].(*segment.Stats)
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.close(); queue.Close() })
	return s
}

// close closes the index, and checks that every file that was opened was closed.
func (s *store) close() {
	s.t.Helper()
	if s.Scorch == nil {
		return
	}
	if err := s.Close(); err != nil {
		s.t.Error(err)
	}
	s.Scorch = nil
	opened, closed := atomic.LoadUint64(&s.stats.TotOpenEnd), atomic.LoadUint64(&s.stats.TotSegmentsClosed)
	if opened != closed {
		s.t.Errorf("%d files opened, %d closed", opened, closed)
	}
}

func (s *store) toldOf() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

func (s *store) asyncErrors() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.async)
}

// change updates and deletes documents in one batch.
func (s *store) change(update map[string]string, remove ...string) {
	s.t.Helper()
	b := index.NewBatch()
	for id, value := range update {
		b.Update(newDoc(id, value))
	}
	for _, id := range remove {
		b.Delete(id)
	}
	if err := s.Batch(b); err != nil {
		s.t.Fatal(err)
	}
}

// snapshot returns the state now, to be closed.
func (s *store) snapshot() *scorch.IndexSnapshot {
	s.t.Helper()
	r, err := s.Reader()
	if err != nil {
		s.t.Fatal(err)
	}
	return r.(*scorch.IndexSnapshot)
}

// held compares parts and zap in every segment of a snapshot, and returns the
// live documents with their values, and what the segments are.
func held(snap *scorch.IndexSnapshot) (map[string]string, []string, error) {
	out, kinds := map[string]string{}, []string{}
	for _, ss := range snap.Segments() {
		kinds = append(kinds, fmt.Sprintf("%T", ss.Segment()))
		ids, err := agrees(ss.Segment())
		if err != nil {
			return nil, nil, err
		}
		for d, id := range ids {
			if del := ss.Deleted(); del != nil && del.Contains(uint32(d)) {
				continue
			}
			if _, twice := out[id]; twice {
				return nil, nil, fmt.Errorf("%q is live twice", id)
			}
			err := ss.VisitDocument(uint64(d), func(field string, _ byte, value []byte, _ []uint64) bool {
				if field == "v" {
					out[id] = string(value)
				}
				return true
			})
			if err != nil {
				return nil, nil, err
			}
		}
	}
	return out, kinds, nil
}

// holds compares the index with what it should hold, and returns the number of
// its segments.
func (s *store) holds(want map[string]string) int {
	s.t.Helper()
	snap := s.snapshot()
	defer snap.Close()
	got, kinds, err := held(snap)
	if err != nil {
		s.t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		s.t.Fatalf("holds %d documents, want %d", len(got), len(want))
	}
	return len(kinds)
}

// files returns the segment files of a folder.
func files(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// eventually waits for what scorch's loops do in their own time.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	for range 3000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

// someChanges makes n batches of updates and deletions, and keeps count in want.
func someChanges(s *store, r *rand.Rand, n int, want map[string]string) {
	s.t.Helper()
	for range n {
		update, remove := map[string]string{}, []string{}
		for range 1 + r.IntN(30) {
			id, v := fmt.Sprintf("doc %d", r.IntN(200)), fmt.Sprintf("value %d", r.Int())
			update[id], want[id] = v, v
		}
		for id := range want {
			if _, fresh := update[id]; !fresh && r.IntN(20) == 0 {
				remove = append(remove, id)
			}
		}
		for _, id := range remove {
			delete(want, id)
		}
		s.change(update, remove...)
	}
}

// mergeAll merges to one segment. What ForceMerge plans is often two.
func (s *store) mergeAll(want map[string]string) {
	s.t.Helper()
	for range 10 {
		if err := s.ForceMerge(s.t.Context(), nil); err != nil {
			s.t.Fatal(err)
		}
		if s.holds(want) == 1 {
			return
		}
	}
	s.t.Errorf("%d segments after merging all", s.holds(want))
}

// tidies waits until the files that were merged are gone. scorch removes files
// only when it has written something.
func (s *store) tidies(dir string, merged []string, r *rand.Rand, want map[string]string) {
	s.t.Helper()
	eventually(s.t, "files that were merged are removed", func() bool {
		someChanges(s, r, 1, want)
		return !slices.ContainsFunc(files(s.t, dir), func(f string) bool { return slices.Contains(merged, f) })
	})
	s.holds(want)
}
