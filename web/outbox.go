package web

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync"
	"time"
)

// Sizes of the answer of a bulk call, in bytes.
const (
	// maxUnsent is how much of it is held for a client that does not read yet:
	// many clients send all before they read.
	maxUnsent = 1 << 20
	// chunk is how much is written at once; progress is seen in such steps.
	chunk = 32 << 10
)

// errStalled is returned when nothing moved for too long.
var errStalled = errors.New("the client does not read the outcomes")

// outbox writes the answer of a bulk call while the body is still being read.
// It holds up to maxUnsent bytes; past that, whoever adds more waits.
type outbox struct {
	w    http.ResponseWriter
	conn *http.ResponseController
	idle time.Duration

	mu     sync.Mutex
	buf    []byte
	closed bool
	err    error
	// moved is closed and replaced whenever the state above changes.
	moved chan struct{}
	done  chan struct{}
}

// newOutbox starts the writer. The caller must call finish.
func newOutbox(w http.ResponseWriter, idle time.Duration) *outbox {
	o := &outbox{w: w, conn: http.NewResponseController(w), idle: idle, moved: make(chan struct{}), done: make(chan struct{})}
	go o.write()
	return o
}

func (o *outbox) change(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
	close(o.moved)
	o.moved = make(chan struct{})
}

// wait returns when ok does, with the first error of the writer, or with
// errStalled when nothing moved for that long.
func (o *outbox) wait(ctx context.Context, patience time.Duration, ok func() bool) error {
	t := time.NewTimer(patience)
	defer t.Stop()
	for {
		o.mu.Lock()
		err, fine, moved := o.err, ok(), o.moved
		o.mu.Unlock()
		if err != nil || fine {
			return err
		}
		t.Reset(patience)
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			return errStalled
		}
	}
}

// add waits until there is room, then takes the lines.
func (o *outbox) add(ctx context.Context, lines []byte) error {
	if err := o.wait(ctx, o.idle, func() bool { return len(o.buf) < maxUnsent }); err != nil {
		return err
	}
	o.change(func() { o.buf = append(o.buf, lines...) })
	return nil
}

// finish adds last lines whether or not there is room, and waits until all is
// written; it gives up when nothing moves for the patience given.
func (o *outbox) finish(last []byte, patience time.Duration) error {
	o.change(func() { o.buf, o.closed = append(o.buf, last...), true })
	err := o.wait(context.Background(), patience, func() bool { return len(o.buf) == 0 })
	if err != nil {
		o.change(func() { o.err = err })
		_ = o.conn.SetWriteDeadline(time.Now()) // frees a writer that is stuck
	}
	<-o.done
	if err == nil {
		_ = o.conn.SetWriteDeadline(time.Now().Add(answerTime)) // for the end of the answer
	}
	return err
}

// write sends what is held, as it comes. What is being sent still counts as held.
func (o *outbox) write() {
	defer close(o.done)
	for {
		// Nothing to send is no fault of the client: this waits as long as the call.
		_ = o.wait(context.Background(), math.MaxInt64, func() bool { return len(o.buf) > 0 || o.closed })
		o.mu.Lock()
		stop := o.err != nil || len(o.buf) == 0 && o.closed
		n := min(len(o.buf), chunk)
		next := append([]byte(nil), o.buf[:n]...)
		o.mu.Unlock()
		if stop {
			return
		}
		err := o.send(next)
		o.change(func() {
			o.buf = o.buf[n:]
			if err != nil && o.err == nil {
				o.err = err
			}
		})
		if err != nil {
			return
		}
	}
}

// send writes and flushes. The limit is longer than the idle time, so that a
// stalled call can still be told to end while this waits.
func (o *outbox) send(b []byte) error {
	_ = o.conn.SetWriteDeadline(time.Now().Add(4 * o.idle)) // not every writer has one
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	if err := o.conn.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
