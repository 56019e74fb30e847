package web

import (
	"context"
	_ "embed"
	"net/http"
	"strings"
	"time"
)

//go:embed openapi.yaml
var openAPI string

// getHealth answers GET /healthz: the process is alive.
func (s *Server) getHealth(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, http.StatusOK, struct {
		Status string `json:"status"`
	}{"ok"})
}

type readyJSON struct {
	Status     string `json:"status"`
	Version    string `json:"version"`
	Index      string `json:"index"`
	Articles   int    `json:"articles"`
	Generation uint64 `json:"generation"`
	Writes     bool   `json:"writes"`
}

// getReady answers GET /readyz: the index is open and can be asked.
func (s *Server) getReady(w http.ResponseWriter, r *http.Request) error {
	if !s.ready.Load() {
		w.Header().Set("Retry-After", "1")
		return problemf(notReady, "The index is not open yet, or the server is stopping.")
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.deps.Deadline)
	defer cancel()
	stats, err := s.deps.Searcher.Stats(ctx)
	if err != nil {
		return &httpError{code: notReady, cause: err, detail: "The index does not answer; the log of the server says why."}
	}
	return writeJSON(w, http.StatusOK, readyJSON{
		Status: "ready", Version: s.deps.Version, Index: s.deps.Index,
		Articles: stats.Articles, Generation: stats.Generation,
		Writes: s.deps.Writer != nil && (s.loopback || s.deps.AllowWrites),
	})
}

// getOpenAPI answers GET /openapi.yaml.
func (s *Server) getOpenAPI(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", typeYAML)
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(openAPI))
	return nil
}
