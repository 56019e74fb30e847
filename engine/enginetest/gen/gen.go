// Package gen knows how a large pile of news looks to an index, and makes one
// of any size from a seed: words whose number grows as in real text, topics,
// sources, dates and copies. It must never know an engine or a query.
package gen

import (
	"iter"
	"time"

	"newsdex/article"
)

// Options say which articles are made. Equal options make equal articles, on
// every machine.
type Options struct {
	Seed uint64
	// Words is the mean length of a body; 0 means DefaultWords. Lengths follow a
	// log-normal distribution: half of the articles have fewer than three
	// quarters of the mean, one in a hundred has four times the mean.
	Words int
	// English leaves the other languages out: every article is stemmed as
	// English, though some say "en-gb", "en-us" or nothing of their language.
	English bool
	// Model is what is known of the language; nil means Embedded.
	Model *Model
}

// DefaultWords is about the mean length of an article in a newspaper archive.
const DefaultWords = 350

// Generator makes articles. Each is a function of the options and its number
// alone, so they may be made in any order; memory does not grow with them. A
// Generator is not safe for concurrent use: make one for each goroutine.
type Generator struct {
	o Options
	*language
	world *world
	d     dice
	p     pen
}

// New returns a generator: some 50 ms and 10 MB for its tables.
func New(o Options) *Generator {
	if o.Words <= 0 {
		o.Words = DefaultWords
	}
	if o.Model == nil {
		o.Model = Embedded()
	}
	l := newLanguage(o.Model)
	return &Generator{o: o, language: l, world: newWorld(o.Seed, l)}
}

// Articles returns the articles from number 0 to n-1, one after the other.
func (g *Generator) Articles(n int) iter.Seq[*article.Article] {
	return func(yield func(*article.Article) bool) {
		for i := range n {
			if !yield(g.Article(i)) {
				return
			}
		}
	}
}

// Shares of a thousand.
const (
	copies  = 20 // are another article with small changes
	undated = 20
	dayOnly = 150
	updated = 100
)

// Salts of the choices that are made separately.
const (
	saltWorld = iota + 1
	saltOriginal
	saltIsCopy
	saltCopy
)

// Article returns article number i, from 0. It is ready to be written to an
// index.
func (g *Generator) Article(i int) *article.Article {
	var a *article.Article
	if i > 0 && g.isCopy(i) {
		a = g.copyOf(i)
	} else {
		a = g.original(i)
	}
	a.FirstSeen = firstSeen
	a.ReadFrom = article.Place{Source: "generated", Record: i + 1}
	a.Identify("")
	a.HashContent()
	return a
}

// firstSeen is when all articles are first seen.
var firstSeen = time.Date(2024, 1, 1, 6, 0, 0, 0, time.UTC)

func (g *Generator) isCopy(i int) bool {
	g.d.roll(g.o.Seed, saltIsCopy, uint64(i))
	return g.d.chance(copies)
}

// original writes article number i anew, whatever isCopy says of it.
func (g *Generator) original(i int) *article.Article {
	g.d.roll(g.o.Seed, saltOriginal, uint64(i))
	a := &article.Article{}
	s, t := g.source(), &g.world.topics[g.d.of(g.world.popular)]
	g.describe(a, s, t)
	g.write(a, t)
	address(a, s, i)
	return a
}

// source draws who publishes an article.
func (g *Generator) source() *source { return &g.world.sources[g.d.of(g.world.read)] }
