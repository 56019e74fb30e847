package web

import (
	"bytes"
	"embed"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var staticFiles embed.FS

// assets are the files of the pages, by a name that holds their fingerprint:
// browsers may keep them forever, and a new build has new names.
type assets map[string]asset

type asset struct {
	file, kind, tag string
	data            []byte
	// gzip is the file compressed, nil when that saves too little.
	gzip []byte
}

// assetKinds are the media types of the files there are.
var assetKinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// loadAssets reads the files and compresses them once, for good.
func loadAssets() (assets, error) {
	files, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, err
	}
	out := assets{}
	for _, f := range files {
		data, err := staticFiles.ReadFile("static/" + f.Name())
		if err != nil {
			return nil, err
		}
		small, err := gzipped(data)
		if err != nil {
			return nil, fmt.Errorf("compressing %s: %w", f.Name(), err)
		}
		tag, ext := fingerprint(data), path.Ext(f.Name())
		out[strings.TrimSuffix(f.Name(), ext)+"-"+tag+ext] = asset{f.Name(), assetKinds[ext], tag, data, small}
	}
	return out, nil
}

// path returns the address of a file of the static folder. Names of files are
// written in the program: one that is not there is a fault of it, and panics
// rather than becoming a dead link.
func (a assets) path(file string) string {
	for name, f := range a {
		if f.file == file {
			return "/static/" + name
		}
	}
	panic("there is no file static/" + file)
}

// serveAsset sends a file, compressed to those who take that. The two forms are
// told apart by their tags, which are strong: each names its very bytes.
func serveAsset(w http.ResponseWriter, r *http.Request, f asset) {
	h, tag, data := w.Header(), f.tag, f.data
	if f.gzip != nil && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		tag, data = tag+"-gzip", f.gzip
	}
	h.Set("Content-Type", f.kind)
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// getAsset answers GET /static/{name}.
func (s *Server) getAsset(w http.ResponseWriter, r *http.Request) error {
	f, ok := s.assets[pathName(r)]
	if !ok {
		return problemf(notFound, "There is no such file; reload the page that names it.")
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	serveAsset(w, r, f)
	return nil
}

// getFavicon answers GET /favicon.ico, which browsers ask for beside JSON.
func (s *Server) getFavicon(w http.ResponseWriter, r *http.Request) error {
	f := s.assets[strings.TrimPrefix(s.assets.path("favicon.svg"), "/static/")]
	w.Header().Set("Cache-Control", "public, max-age=86400")
	serveAsset(w, r, f)
	return nil
}
