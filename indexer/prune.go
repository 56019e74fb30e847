package indexer

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"

	"newsdex/article"
)

// Pruner is what an engine must do to let go of articles whose places are gone.
type Pruner interface {
	// Prune forgets the places for which gone is true, and removes the articles
	// that then stand nowhere. It returns how many were removed.
	Prune(ctx context.Context, gone func(article.Place) bool) (removed int, err error)
}

// Reading remembers what a run read, so that what is gone from its folders can
// be told: 16 bytes a record. Give its Saw to Options.OnEntry.
type Reading struct {
	folders []string // absolute, as places name them
	seen    map[[16]byte]bool
	// troubled are the files and paths of which something was skipped: what is
	// not read today may be there all the same.
	troubled []string
}

// maxTroubled bounds the list of troubled paths: it is gone through for each
// place that was not seen. With more, nothing is pruned.
const maxTroubled = 10_000

// NewReading returns a reading of folders or files.
func NewReading(paths []string) (*Reading, error) {
	r := &Reading{seen: map[[16]byte]bool{}}
	for _, p := range paths {
		full, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("finding the absolute path of %s: %w", p, err)
		}
		r.folders = append(r.folders, visible(full))
	}
	return r, nil
}

// Saw notes one record.
func (r *Reading) Saw(e Entry) {
	r.seen[key(article.Place{Source: e.Path, Record: e.Record})] = true
	if e.Outcome == article.Skipped && len(r.troubled) <= maxTroubled {
		r.troubled = append(r.troubled, e.Path)
	}
}

// key is a digest of a place: pruning is not undone, so that two places must not
// be taken for one, and 128 bits of SHA-256 see to that.
func key(p article.Place) (k [16]byte) {
	sum := sha256.Sum256([]byte(p.String()))
	copy(k[:], sum[:])
	return k
}

// Gone reports whether a place is in what was to be read and was not there. A
// file of which a record was skipped keeps all that was read from it.
func (r *Reading) Gone(p article.Place) bool {
	inside := false
	for _, f := range r.folders {
		inside = inside || within(p.Source, f)
	}
	if !inside || r.seen[key(p)] || len(r.troubled) > maxTroubled {
		return false
	}
	for _, t := range r.troubled {
		if within(p.Source, t) {
			return false
		}
	}
	return true
}

// within reports whether a source is a file or folder, or lies in it, an archive
// included.
func within(source, path string) bool {
	rest, is := strings.CutPrefix(source, path)
	return is && (rest == "" || rest[0] == '/' || rest[0] == '\\' || rest[0] == '!' || strings.HasSuffix(path, "/"))
}
