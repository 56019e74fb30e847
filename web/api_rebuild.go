package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// rebuildLine is how often a rebuild says how far it is: often enough for a
// reader, and for whatever ends connections on which nothing moves.
const rebuildLine = time.Second

// rebuildProgress is a line of a rebuild: how many articles are copied, of how many.
type rebuildProgress struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// rebuildEnd is the last line of a rebuild that came to its end.
type rebuildEnd struct {
	Articles int   `json:"articles"`
	TookMS   int64 `json:"took_ms"`
}

// postRebuild answers POST /v1/rebuild: a line of JSON each second, and one at the
// end. The rebuild ends with the request; ended early, it has changed nothing.
func (s *Server) postRebuild(w http.ResponseWriter, r *http.Request) error {
	if s.deps.Rebuild == nil {
		return problemf(notFound, "This server cannot make its index anew.")
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.stopping, cancel)()
	var now atomic.Pointer[rebuildProgress]
	now.Store(&rebuildProgress{})
	start, ended := time.Now(), make(chan error, 1)
	var n int
	go func() {
		var err error
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
			ended <- err
		}()
		n, err = s.deps.Rebuild(ctx, func(done, of int) { now.Store(&rebuildProgress{done, of}) })
	}()
	w.Header().Set("Content-Type", typeNDJSON)
	c := http.NewResponseController(w)
	line := func(v any) {
		var b bytes.Buffer
		if err := encodeJSON(&b, v); err != nil {
			note(r, err)
		}
		_ = c.SetWriteDeadline(time.Now().Add(bulkIdle)) // what cannot be sent ends ctx
		_, _ = w.Write(b.Bytes())
		_ = c.Flush()
	}
	for tick := time.NewTicker(rebuildLine); ; {
		select {
		case <-tick.C:
			line(now.Load())
		case err := <-ended:
			tick.Stop()
			if err == nil {
				line(rebuildEnd{n, time.Since(start).Milliseconds()})
				return nil
			}
			note(r, fmt.Errorf("making the index anew: %w", err))
			line(struct {
				Error problemJSON `json:"error"`
			}{problem(s.rebuildProblem(err, n), r)})
			return nil
		}
	}
}

// rebuildProblem says what became of the index: n articles are in the new one when
// that is in use in spite of the error.
func (s *Server) rebuildProblem(err error, n int) *httpError {
	if n > 0 {
		return &httpError{code: internal, cause: err, detail: "The new index is in use, but the old one could not be removed from the disk. The log of the server names its folder; remove that."}
	}
	if s.stopping.Err() != nil {
		return problemf(notReady, "The server is stopping. The index is as it was.")
	}
	e := asProblem(err)
	e.detail += " The index is as it was."
	return e
}
