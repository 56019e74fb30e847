// Package web knows routes, parameters, problems, templates and headers: it
// turns questions and answers into pages and JSON. It must never know engines
// by name, file formats or flags.
package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"newsdex/indexer"
	"newsdex/search"
)

// Deps is what a server needs to be given.
type Deps struct {
	// Searcher is asked, Writer is fed. A nil Writer turns writes off.
	Searcher search.Searcher
	Writer   indexer.Writer
	// Rebuild makes the index anew from its articles while it answers; nil when
	// it cannot. When its context ends, the index is as it was.
	Rebuild func(ctx context.Context, progress func(done, all int)) (articles int, err error)
	// Fetch gets the addresses of imports; nil is a fetcher for each of them.
	Fetch *indexer.Fetcher
	// Log receives one line for each request and the causes of failures; nil
	// discards them.
	Log     *slog.Logger
	Version string
	// Index is the absolute path or spec of the index, shown at /readyz.
	Index string
	// Hosts are host names that are answered besides the bound address and
	// localhost, with or without a port (--host).
	Hosts []string
	// AllowWrites takes writes although the server is bound to more than the
	// loopback interface (--allow-writes).
	AllowWrites bool
	// IngestRoot is the folder below which jobs may read (--ingest-root); ""
	// refuses paths.
	IngestRoot string
	// AllowFetch lets jobs read addresses although the server is bound to more
	// than the loopback interface (--allow-fetch).
	AllowFetch bool
	// Merge, when not nil, puts the index in order after much was stored.
	Merge func(ctx context.Context) error
	// Deadline bounds one search; 0 means 5 s.
	Deadline time.Duration
}

// Times that bound one connection. Each ends something that would otherwise
// hold memory or a place in a queue for as long as a client likes.
const (
	// defaultDeadline is long for a search and short for a person waiting.
	defaultDeadline = 5 * time.Second
	// headerTime bounds the reading of a request's header lines.
	headerTime = 10 * time.Second
	// bodyTime bounds the reading of one body: 17 MB over a slow line.
	bodyTime = 90 * time.Second
	// answerTime bounds the whole of one request, body and answer; a bulk
	// call moves this limit as it goes.
	answerTime = 150 * time.Second
	// keepTime is how long an idle connection is kept.
	keepTime = 2 * time.Minute
	// stopTime is how long requests in flight may take at the end.
	stopTime = 10 * time.Second
	// bulkIdle ends a bulk call in which nothing moved for so long.
	bulkIdle = 30 * time.Second
)

// maxHeader bounds all header lines of a request, the address included, in
// bytes: a query of search/query.MaxBytes, percent-encoded, with room to spare.
// Beyond it net/http answers 431 by itself; maxAddress below is friendlier.
const maxHeader = 64 << 10

// Server answers HTTP on one address. Build it with Listen.
type Server struct {
	deps     Deps
	log      *slog.Logger
	listener net.Listener
	loopback bool
	ready    atomic.Bool
	// stopping ends when Serve begins to shut down; bulk calls watch it.
	stopping context.Context
	stop     context.CancelFunc

	views    *views
	assets   assets
	compress func(http.Handler) http.Handler
	handler  http.Handler
	// gates bound what runs at once.
	searches, writes, bulks, rebuilds *gate
	bulkIdle                          time.Duration
	jobs                              *jobs
	root                              *os.Root // of Deps.IngestRoot; may be nil
	uploading                         *gate
	uploadLimits                      uploadLimits
	helpText                          func() (template.HTML, error) // rendered once
}

// Listen takes the address, "127.0.0.1:8080" for example, and prepares a
// server on it. Nothing is answered before Serve; until SetReady, pages and
// API answer 503. A taken port is an error here that says how to choose another.
func Listen(addr string, d Deps) (*Server, error) {
	if d.Searcher == nil {
		return nil, errors.New("web: Deps.Searcher is missing")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Deadline <= 0 {
		d.Deadline = defaultDeadline
	}
	s := &Server{deps: d, log: d.Log, bulkIdle: bulkIdle, helpText: sync.OnceValues(renderHelp)}
	stopping, stop := context.WithCancelCause(context.Background())
	s.stopping, s.stop = stopping, func() { stop(errStopping) }
	cores := runtime.GOMAXPROCS(0)
	s.searches = newGate(2*cores, searchQueue)
	s.writes = newGate(2*cores, writeQueue)
	s.bulks = newGate(maxBulks, 0)
	s.uploading = newGate(maxUploadsAtOnce, 0)
	s.uploadLimits = uploadLimits{file: maxUploadFile, all: maxUpload}
	s.jobs = newJobs(s.runJob)
	s.rebuilds = newGate(1, 0)
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, fmt.Errorf("preparing the files of the pages: %w", err)
	}
	if s.compress, err = compressing(); err != nil {
		return nil, fmt.Errorf("preparing the compression of answers: %w", err)
	}
	if s.views, err = loadViews(s.assets); err != nil {
		return nil, fmt.Errorf("preparing the templates of the pages: %w", err)
	}
	if s.root, err = openRoot(d.IngestRoot); err != nil {
		return nil, err
	}
	if s.listener, err = net.Listen("tcp", addr); err != nil {
		s.closeRoot()
		return nil, listenError(addr, err)
	}
	if a, ok := s.listener.Addr().(*net.TCPAddr); ok {
		s.loopback = a.IP.IsLoopback()
	}
	s.handler = s.chain(s.router())
	return s, nil
}

// wsaAddrInUse is what Windows reports for a taken port.
const wsaAddrInUse = syscall.Errno(10048)

func listenError(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddrInUse) {
		return fmt.Errorf("listening on %s: another program has this port; choose another, such as --addr 127.0.0.1:8081, or --addr 127.0.0.1:0 for any free one: %w", addr, err)
	}
	return fmt.Errorf("listening on %q: give --addr as HOST:PORT of this machine, such as 127.0.0.1:8080: %w", addr, err)
}

// Addr returns the bound address.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// URL returns an address of the server that a browser on this machine can
// open, without a final slash.
func (s *Server) URL() string {
	a, ok := s.listener.Addr().(*net.TCPAddr)
	if !ok {
		return "http://" + s.listener.Addr().String()
	}
	host := a.IP.String()
	if a.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, fmt.Sprint(a.Port))
}

// SetReady opens or closes pages and API; see /readyz.
func (s *Server) SetReady(ready bool) { s.ready.Store(ready) }

// Serve answers until ctx ends. Then it is no longer ready, takes no new
// connection, lets requests in flight finish for at most 10 s, and closes.
// Bulk calls are told to end with the batch at hand. It may be called once.
func (s *Server) Serve(ctx context.Context) error {
	srv := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       bodyTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       keepTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(s.listener) }()
	select {
	case err := <-failed:
		s.stop()
		s.endJobs(ctx)
		return fmt.Errorf("serving %s: %w", s.Addr(), err)
	case <-ctx.Done():
	}
	s.SetReady(false)
	s.stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	defer s.endJobs(ctx) // beside the requests, which may end meanwhile
	if err := srv.Shutdown(grace); err != nil {
		s.log.Warn("requests were still running at the end and were cut off", "limit", stopTime, "cause", err)
		return srv.Close()
	}
	return nil
}

// endJobs waits until the jobs, which have been told to stop, have stored the
// batch in hand.
func (s *Server) endJobs(ctx context.Context) {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := s.jobs.close(grace); err != nil {
		s.log.Warn("a job was still storing articles at the end; what of its last batch is stored is not known", "limit", stopTime)
		return // it may still read
	}
	s.closeRoot()
}

func (s *Server) closeRoot() {
	if s.root != nil {
		_ = s.root.Close()
	}
}
