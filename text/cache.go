package text

import "strings"

const (
	// cacheWords bounds each of the two generations of a cache, over all
	// languages together. English news has some 60,000 spellings in a million
	// words; the bound keeps the cache of one Analyzer under about 15 MB.
	cacheWords = 1 << 16
	// cacheBytes is the longest spelling that is remembered: longer ones are
	// rare and seldom come back.
	cacheBytes = 64
)

// forms are what a spelling becomes. An empty surface is no word.
type forms struct{ surface, stem string }

// cache remembers the forms of spellings in each language, in two generations:
// when the young one is full it becomes the old one, and what is asked for
// again moves back. One map for each language is faster than one with the
// language in its keys.
type cache struct {
	lang       language
	now        map[string]forms // young, of lang
	young, old generation
	words      int // in young
}

type generation [len(stemmers)]map[string]forms

// use chooses the language of the calls that follow.
func (c *cache) use(l language) {
	if c.young[l] == nil {
		c.young[l] = make(map[string]forms)
	}
	c.lang, c.now = l, c.young[l]
}

func (c *cache) get(raw string) (forms, bool) {
	f, ok := c.now[raw]
	if !ok {
		if f, ok = c.old[c.lang][raw]; ok {
			c.put(raw, f)
		}
	}
	return f, ok
}

// put remembers what was not in the young generation.
func (c *cache) put(raw string, f forms) {
	if len(raw) > cacheBytes {
		return
	}
	if c.words >= cacheWords {
		c.old, c.young, c.words = c.young, generation{}, 0
		c.use(c.lang)
	}
	// The key must not keep the whole text alive.
	if raw == f.surface {
		raw = f.surface
	} else {
		raw = strings.Clone(raw)
	}
	c.now[raw] = f
	c.words++
}
