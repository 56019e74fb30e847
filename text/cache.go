package text

import "strings"

const (
	// cacheWords bounds each of the two generations of a cache. English news
	// has some 60,000 spellings in a million words; the bound keeps the cache
	// of one Analyzer under about 15 MB.
	cacheWords = 1 << 16
	// cacheBytes is the longest spelling that is remembered: longer ones are
	// rare and seldom come back.
	cacheBytes = 64
)

// forms are what a spelling becomes. An empty surface is no word.
type forms struct{ surface, stem string }

// cache remembers the forms of spellings, in two generations: when the young
// one is full it becomes the old one, and what is asked for again moves back.
type cache struct{ young, old map[string]forms }

func (c *cache) get(raw string) (forms, bool) {
	f, ok := c.young[raw]
	if !ok {
		if f, ok = c.old[raw]; ok {
			c.put(raw, f)
		}
	}
	return f, ok
}

func (c *cache) put(raw string, f forms) {
	if len(raw) > cacheBytes {
		return
	}
	if c.young == nil || len(c.young) >= cacheWords {
		c.old, c.young = c.young, make(map[string]forms)
	}
	// The key must not keep the whole text alive.
	if raw == f.surface {
		raw = f.surface
	} else {
		raw = strings.Clone(raw)
	}
	c.young[raw] = f
}
