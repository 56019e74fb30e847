package gen

import (
	"fmt"
	"strings"
	"time"
)

// The size of the world: what the articles of one seed have in common.
const (
	topics     = 600
	topicWords = 60 // words of meaning that a topic prefers
	topicNames = 24
	topicPairs = 12 // words that stand together
	topicTags  = 8
	sources    = 200
	reporters  = 30 // of one source
	years      = 20
	firstYear  = 2004
)

// world is made once from a seed.
type world struct {
	topics  []topic
	popular table // draws a topic
	sources []source
	read    table // draws a source
	// Draws of an index within a topic or source.
	topicWord, topicName, topicPair, reporter table
	year, hour, tagCount                      table
}

// topic is what articles on one thing have in common.
type topic struct {
	section string
	words   []string
	names   []name
	pairs   []string // two words, with the blank
	tags    []string
}

// name is a person or place: its first word, which may be left out, and its last.
type name struct{ first, last string }

// source is one publication.
type source struct {
	name, host string
	zone       *time.Location
	reporters  []string
}

var sectionNames = strings.Fields("world politics business sport local culture science health technology opinion travel weather")

func newWorld(seed uint64, l *language) *world {
	w := &world{
		popular: zipf(topics, 8), read: zipf(sources, 4),
		topicWord: zipf(topicWords, 6), topicName: zipf(topicNames, 2), topicPair: zipf(topicPairs, 2), reporter: zipf(reporters, 3),
		hour:     newTable([]uint64{4, 3, 2, 2, 4, 12, 30, 42, 48, 50, 52, 50, 46, 44, 46, 48, 50, 48, 40, 30, 22, 16, 12, 8}),
		tagCount: newTable([]uint64{10, 20, 30, 20, 12, 8}),
	}
	// The pile grows by six in a hundred every year.
	grow, size := []uint64{}, uint64(1<<30)
	for range years {
		grow = append(grow, size)
		size = size * 106 / 100
	}
	w.year = newTable(grow)
	m := maker{l: l}
	m.d.roll(seed, saltWorld, 0)
	for range sources {
		w.sources = append(w.sources, m.source())
	}
	for range topics {
		w.topics = append(w.topics, m.topic())
	}
	return w
}

// maker makes the parts of a world.
type maker struct {
	l *language
	d dice
}

// madeUp returns a capitalised word of one of so many ranks.
func (m *maker) madeUp(ranks int) string {
	s := m.l.spell(nil, uint64(ranks+m.d.below(ranks)))
	s[0] -= 'a' - 'A'
	return string(s)
}

// Ranks of made-up names, powers of two: of first names, of others.
const (
	firstNames = 256
	lastNames  = 1 << 15
)

func (m *maker) source() source {
	kinds := strings.Fields("Herald Times Post News Courier Gazette Tribune Journal Observer Mail Star Chronicle")
	zones := []int{-8, -6, -5, -5, -5, 0, 0, 0, 1, 1, 2, 3, 8, 10}
	place, kind, hours := m.madeUp(lastNames), kinds[m.d.below(len(kinds))], zones[m.d.below(len(zones))]
	s := source{
		name: "The " + place + " " + kind,
		host: strings.ToLower(place + "-" + kind + ".example"), // a domain that nobody has, RFC 2606
		zone: time.FixedZone("", hours*60*60),
	}
	for range reporters {
		s.reporters = append(s.reporters, m.madeUp(firstNames)+" "+m.madeUp(lastNames))
	}
	return s
}

func (m *maker) topic() topic {
	t := topic{section: sectionNames[m.d.of(zipf(len(sectionNames), 3))]}
	for i := range topicWords {
		// The head of the list belongs to all topics; every fourth word is one
		// that the language does not list.
		if i%4 == 3 {
			t.words = append(t.words, string(m.l.spell(nil, m.d.rank(m.l.rareOctave, rareFrom))))
			continue
		}
		listed := m.l.m.words
		from := len(listed) / 20
		t.words = append(t.words, listed[from+m.d.below(len(listed)-from)])
	}
	for range topicNames {
		last := m.l.spell(nil, m.d.rank(m.l.nameOctave, nameFrom))
		last[0] -= 'a' - 'A'
		t.names = append(t.names, name{m.madeUp(firstNames), string(last)})
	}
	two := func() string { return t.words[m.d.below(topicWords)] + " " + t.words[m.d.below(topicWords)] }
	for range topicPairs {
		t.pairs = append(t.pairs, two())
	}
	for i := range topicTags {
		tag := t.words[i]
		if i%3 == 0 {
			tag = two()
		}
		t.tags = append(t.tags, tag)
	}
	return t
}

// slug is the part of an address that names the article.
func slug(headline string, i int) string {
	return fmt.Sprintf("%s-%d", strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return -1
	}, headline), i)
}
