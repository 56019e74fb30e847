// Package engine is where feeding and asking meet: it opens the index that a
// SPEC names. It must never know how a query looks, or HTTP.
package engine

import (
	"context"
	"fmt"
	"strings"

	"newsdex/article"
	"newsdex/engine/bleve"
	"newsdex/search"
)

// Engine is an open index. It is safe for concurrent use.
type Engine interface {
	search.Searcher
	// Write and Remove are those of indexer.Writer.
	Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error)
	Remove(ctx context.Context, ids []string) ([]bool, error)
	// Prune is that of indexer.Pruner.
	Prune(ctx context.Context, gone func(article.Place) bool) (removed int, err error)
	// Merge makes asking faster after much was written. When ctx ends it stops,
	// and nothing is lost.
	Merge(ctx context.Context) error
	// Rebuild makes the index anew from its articles while it answers and takes
	// more, and returns how many there are. progress is told how many of all are done.
	Rebuild(ctx context.Context, progress func(done, all int)) (int, error)
	// Created reports whether Open made the index.
	Created() bool
	// Path returns where the index is: an absolute folder.
	Path() string
	Close() error
}

// Mode says what the index is opened for.
type Mode int

const (
	// Ask opens an index that is there, for asking only. Several processes
	// may ask at once, but not beside one that writes.
	Ask Mode = iota
	// Change opens an index that is there, for asking and writing.
	Change
	// Create is Change, and makes the index when there is none.
	Create
	// Load is Create for a bulk load: nothing is merged that Merge, which is to
	// be called behind it, would merge again.
	Load
)

// What can be wrong with an index; Open's errors wrap these.
var (
	ErrMissing = bleve.ErrMissing
	ErrForeign = bleve.ErrForeign
	ErrDamaged = bleve.ErrDamaged
	ErrVersion = bleve.ErrVersion
	// ErrOutdated asks for Rebuild.
	ErrOutdated = bleve.ErrOutdated
	ErrLocked   = bleve.ErrLocked
	// ErrRebuilding: Engine.Rebuild runs already.
	ErrRebuilding = bleve.ErrRebuilding
)

// Scoring are the constants of the score.
type Scoring = bleve.Scoring

// DefaultScoring returns the constants that are used unless others are asked for.
func DefaultScoring() Scoring { return bleve.DefaultScoring() }

// Open opens the index that spec names: a folder. What holds "://" names
// something on a network, which this version does not open.
func Open(ctx context.Context, spec string, m Mode) (Engine, error) {
	return OpenScored(ctx, spec, m, DefaultScoring())
}

// OpenScored is Open with other constants of the score.
func OpenScored(ctx context.Context, spec string, m Mode, c Scoring) (Engine, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if scheme, _, network := strings.Cut(spec, "://"); network {
		return nil, fmt.Errorf("--index %s: this version opens folders only, not %s addresses", spec, scheme)
	}
	s, err := bleve.Open(spec, bleve.Options{ReadOnly: m == Ask, Create: m >= Create, Load: m == Load, Scoring: c})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Rebuild makes the index that spec names anew from its stored articles, with
// the schema of this program, and returns how many there are. progress is told
// how many of all are done. Nobody else may hold the index.
func Rebuild(ctx context.Context, spec string, progress func(done, all int)) (int, error) {
	if scheme, _, network := strings.Cut(spec, "://"); network {
		return 0, fmt.Errorf("--index %s: only folders are rebuilt, not %s addresses", spec, scheme)
	}
	return bleve.Rebuild(ctx, spec, progress)
}
