package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// underLoad asks newsdex with many clients at once, all classes mixed, and
// prints what they saw and the most memory that was used.
func (s *settings) underLoad(ctx context.Context, p place) (err error) {
	r, err := s.open(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.ours.Close()) }()
	var asks []asking
	for _, c := range s.chosen() {
		one, err := r.side(c, "newsdex")
		if err != nil {
			return err
		}
		asks = append(asks, one.asks...)
	}
	r.corpus.Queries = nil // not part of serving
	stop := watch()
	until := time.Now().Add(s.load)
	var mu sync.Mutex
	var all []float64
	var failed error
	partial := 0
	var wg sync.WaitGroup
	for client := range s.clients {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(drawSeed, uint64(client)))
			for time.Now().Before(until) {
				f, took, err := r.once(asks[rnd.IntN(len(asks))], s.limit)
				mu.Lock()
				if err != nil && failed == nil {
					failed = err
				}
				if f.partial {
					partial++
				}
				all = append(all, float64(took.Nanoseconds())/1e6)
				over := failed != nil
				mu.Unlock()
				if over {
					return
				}
			}
		})
	}
	wg.Wait()
	most := stop()
	if failed != nil {
		return failed
	}
	slices.Sort(all)
	fmt.Printf("%d clients for %s on %d articles: %.0f queries/s, p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, %d partial, at most %d MB of anonymous memory\n",
		s.clients, s.load, s.size, float64(len(all))/s.load.Seconds(), percentile(all, 50), percentile(all, 95), percentile(all, 99), partial, most>>20)
	return nil
}
