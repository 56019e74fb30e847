package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"newsdex/article"
	"newsdex/indexer"
)

// putArticle answers PUT /v1/articles/{id}.
func (s *Server) putArticle(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := article.ValidateID(id); err != nil {
		return err
	}
	return s.store(w, r, id)
}

// postArticles answers POST /v1/articles: one article, or one a line.
func (s *Server) postArticles(w http.ResponseWriter, r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // guardBody has read it
	gate, run := s.writes, func(w http.ResponseWriter, r *http.Request) error { return s.store(w, r, "") }
	gives := route{gives: []string{typeJSON}}
	bulk := kind == typeNDJSON || kind == typeStored
	if bulk {
		stream := indexer.Stream
		if kind == typeStored {
			stream = indexer.Stored
		}
		gate, gives = s.bulks, route{gives: []string{typeNDJSON}}
		run = func(w http.ResponseWriter, r *http.Request) error { return s.bulk(w, r, stream) }
	}
	if err := guardAccept(gives, r); err != nil {
		return err
	}
	leave, err := gate.enter(r.Context())
	if err != nil {
		return err
	}
	defer leave()
	if !bulk {
		r.Body = http.MaxBytesReader(w, r.Body, maxArticle)
	}
	return run(w, r)
}

// store stores the one article of a body. An empty id leaves its identity to
// what the article holds.
func (s *Server) store(w http.ResponseWriter, r *http.Request, id string) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return err
		}
		return errGone
	}
	out, _, err := indexer.Put(r.Context(), s.deps.Writer, id, body)
	if err != nil {
		return ingestProblem(err)
	}
	status := http.StatusOK
	switch {
	case out.Kind == article.Added || out.Kind == article.Copy:
		status = http.StatusCreated
		w.Header().Set("Location", linksOf(out.ID).Self)
	case out.Kind == article.Skipped && out.Code == article.IDTaken:
		return problemf(idTaken, "%s", sentence(out.Reason))
	case out.Kind == article.Skipped:
		return problemf(invalidArticle, "%s", sentence(out.Reason))
	}
	return writeJSON(w, status, indexer.Line{Line: 1, ID: out.ID, Outcome: out.Kind, CopyOf: out.CopyOf})
}

// streaming is indexer.Stream or indexer.Stored.
type streaming func(ctx context.Context, w indexer.Writer, r io.Reader, emit func([]indexer.Line) error) (*indexer.Report, error)

// bulk stores one article a line and answers one outcome a line, reading and
// answering at once. Whatever ends it early is the last line: {"error": …}.
func (s *Server) bulk(w http.ResponseWriter, r *http.Request, stream streaming) error {
	c := http.NewResponseController(w)
	if err := c.EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("reading and answering at once: %w", err)
	}
	w.Header().Set("Content-Type", typeNDJSON)
	// A call may end with its body half read, and what is left of it must never
	// be taken for the next request.
	w.Header().Set("Connection", "close")
	// A read that runs out of time ends the context of the request. The batch at
	// hand is stored all the same, so the call has a context of its own; that
	// the client left is seen by reading and writing.
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	defer cancel()
	body := &bulkBody{Reader: r.Body, conn: c, idle: s.bulkIdle, stopping: s.stopping}
	defer context.AfterFunc(s.stopping, func() { _ = c.SetReadDeadline(time.Now()) })()

	out := newOutbox(w, s.bulkIdle)
	last, answered := 0, false // the last line whose outcome is in the answer
	_, err := stream(ctx, s.deps.Writer, body, func(lines []indexer.Line) error {
		var b bytes.Buffer
		for _, l := range lines {
			if err := encodeJSON(&b, l); err != nil {
				return err
			}
		}
		if err := out.add(ctx, b.Bytes()); err != nil || len(lines) == 0 {
			return err
		}
		last, answered = lines[len(lines)-1].Line, true
		return nil
	})
	if err == nil {
		if err = out.finish(nil, s.bulkIdle); err != nil {
			note(r, fmt.Errorf("sending the last outcomes: %w", err))
		}
		return nil
	}
	err = body.explain(err)
	note(r, fmt.Errorf("bulk call ended after line %d: %w", last, err))
	// A client that sends all before it reads can only get to the end of this
	// answer when what it still sends is taken from it.
	drained := body.drain(err)
	if answered {
		s.finishBulk(out, r, err, last)
	} else {
		_ = out.finish(nil, s.bulkIdle) // nothing is held
		s.send(api, w, r, bulkProblem(err, last))
		_ = c.Flush()
	}
	select {
	case <-drained:
	case <-time.After(s.bulkIdle): // it never stops sending
	case <-s.stopping.Done():
	}
	_ = c.SetReadDeadline(time.Now())
	<-drained
	return nil
}

// finishBulk ends an answer that has begun with the problem as its last line.
func (s *Server) finishBulk(out *outbox, r *http.Request, err error, last int) {
	var b bytes.Buffer
	_ = encodeJSON(&b, struct { // a struct of texts cannot fail
		Error problemJSON `json:"error"`
		Last  int         `json:"last_line"`
	}{problem(bulkProblem(err, last), r), last})
	if err := out.finish(b.Bytes(), 3*s.bulkIdle); err != nil {
		note(r, fmt.Errorf("bulk call ended after line %d, and the client did not read the answer: %w", last, err))
	}
}

// bulkProblem is the problem that ended a bulk call after a line.
func bulkProblem(err error, last int) *httpError {
	var e *httpError
	switch {
	case errors.Is(err, errStalled):
		e = problemf(stalled, "The client does not read the outcomes, so the articles it sends have to wait.")
	case errors.Is(err, errNoMore):
		e = problemf(stalled, "The client sent nothing more.")
	case errors.Is(err, errStopping):
		e = problemf(notReady, "The server is stopping.")
	default:
		e = ingestProblem(err)
	}
	e.detail += fmt.Sprintf(" The call has ended; line %d is the last whose outcome is in this answer. Send the lines after it again; sending a line twice changes nothing.", last)
	return e
}

// recordError is the shape of the error for a body that holds no record; its
// type belongs to a package that is not ours to import.
type recordError interface {
	error
	What() string
}

// ingestProblem tells what is wrong with what was sent from what is wrong here.
func ingestProblem(err error) *httpError {
	if e, ok := errors.AsType[recordError](err); ok {
		return problemf(badBody, "%s", sentence(e.What()))
	}
	return asProblem(err)
}

// Why the reading of a bulk body ended.
var (
	errNoMore   = errors.New("nothing more came within the idle limit")
	errStopping = errors.New("the server is stopping")
)

// bulkBody reads the body of a bulk call; every read has the idle time.
type bulkBody struct {
	io.Reader
	conn     *http.ResponseController
	idle     time.Duration
	stopping context.Context
	ended    atomic.Bool
}

func (b *bulkBody) Read(p []byte) (int, error) {
	if b.stopping.Err() != nil {
		return 0, errStopping
	}
	_ = b.conn.SetReadDeadline(time.Now().Add(b.idle)) // not every reader has one
	if b.stopping.Err() != nil {
		return 0, errStopping // it came between the two lines above
	}
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		b.ended.Store(true)
		_ = b.conn.SetReadDeadline(time.Time{}) // from here on the server itself watches the client
	}
	return n, b.explain(err)
}

// explain names the cause of a read that ran out of time.
func (b *bulkBody) explain(err error) error {
	timeout := errors.Is(err, os.ErrDeadlineExceeded)
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		timeout = true
	}
	switch {
	case !timeout || err == nil:
		return err
	case b.stopping.Err() != nil:
		return errStopping
	}
	return errNoMore
}

// drain takes what the client still sends after a call has ended, and throws it
// away, for at most four times the idle time. The channel is closed when it
// ends, at once where nothing more is to come.
func (b *bulkBody) drain(cause error) <-chan struct{} {
	done := make(chan struct{})
	if b.ended.Load() || errors.Is(cause, errNoMore) {
		close(done)
		return done
	}
	_ = b.conn.SetReadDeadline(time.Now().Add(4 * b.idle))
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, b.Reader)
	}()
	return done
}
