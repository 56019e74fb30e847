package bleve

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestKept: what several ask for at once is made once; who made nothing of it, or
// cannot wait, holds up nobody.
func TestKept(t *testing.T) {
	var c segmentCache
	var held atomic.Int64 // by put
	builds := atomic.Int64{}
	begun, goOn := make(chan struct{}), make(chan struct{})
	ask := func(ctx context.Context, build func() (int64, error)) (int64, error) {
		return kept(ctx, &c, made{what: "number"},
			func() (int64, bool) { n := held.Load(); return n, n != 0 },
			func() (int64, error) { builds.Add(1); return build() },
			func(n int64) { held.Store(n) })
	}
	failed := errors.New("failed")
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := ask(t.Context(), func() (int64, error) { close(begun); <-goOn; return 0, failed })
		if !errors.Is(err, failed) {
			t.Errorf("who failed has %v", err)
		}
	})
	<-begun
	late, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ask(late, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("who cannot wait has %v", err)
	}
	for range 5 {
		wg.Go(func() {
			if n, err := ask(t.Context(), func() (int64, error) { return 7, nil }); n != 7 || err != nil {
				t.Errorf("got %d, %v", n, err)
			}
		})
	}
	close(goOn)
	wg.Wait()
	if n := builds.Load(); n != 2 {
		t.Errorf("made %d times, want once that failed and once that did not", n)
	}
	func() {
		defer func() { _ = recover() }()
		held.Store(0)
		_, _ = ask(t.Context(), func() (int64, error) { panic("damaged") })
	}()
	if n, err := ask(t.Context(), func() (int64, error) { return 8, nil }); n != 8 || err != nil {
		t.Errorf("after a panic: %d, %v", n, err)
	}
}
