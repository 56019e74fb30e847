package gen

import (
	"strings"

	"newsdex/article"
)

// pen writes the texts of one article into one buffer. Its space is used again
// for the next.
type pen struct {
	*Generator
	tongue *tongue // nil for English
	topic  *topic
	second *topic // articles touch on two topics
	buf    []byte
	// used are words of meaning in buf, names the last parts of names: what an
	// article has said it is likely to say again (Simon 1955).
	used, names []stretch
	words       int
}

// stretch is a part of the buffer.
type stretch struct{ start, end int }

// What stands in a slot, in shares of a thousand; the rest is drawn from the
// whole language.
const (
	wordAgain, wordOfTopic = 190, 230
	pairOfTopic            = 120 // of the words of a topic: two that stand together
	nameAgain, nameOfTopic = 380, 380
	fullName               = 500 // of names that are not said again
	secondTopic            = 250
	comma                  = 55
	inflected              = 420 // of made-up words
	quoted                 = 4   // of sentences: a saying that everybody knows
)

// sayings are made of common words only, longer than the language's pairs of
// words would ever produce.
var sayings = []string{
	"to be or not to be", "it is what it is", "now or never", "at the end of the day", "one of the most",
	"that is all there is to it", "as it was in the beginning", "the one and only", "what will be will be",
	"on the one hand and on the other", "by the end of the year", "we have been here before",
}

// write writes headline and body.
func (g *Generator) write(a *article.Article, t *topic) {
	p := &g.p
	*p = pen{Generator: g, topic: t, second: &g.world.topics[g.d.of(g.world.popular)],
		tongue: tongueOf(a.Lang), buf: p.buf[:0], used: p.used[:0], names: p.names[:0]}
	p.sentence(g.d.between(5, 10))
	a.Headline = string(p.buf)
	start, length := len(p.buf), g.length()
	p.words = 0
	for p.words < length {
		p.paragraph(length)
	}
	a.Body, a.WordCount = string(p.buf[start:]), p.words
	if p.words > 0 { // the blank line that the last paragraph ends with
		a.Body = a.Body[:len(a.Body)-len("\n\n")]
	}
}

// lengths are the quantiles 0/32 to 32/32 of a log-normal distribution with
// sigma 0.75 and mean 1,000, but for the two ends: they are those of 0.004 and
// 0.992.
var lengths = [33]int{
	103, 187, 239, 281, 319, 354, 388, 422, 455, 489, 523, 558, 594, 632, 671, 712, 755,
	801, 849, 902, 959, 1021, 1089, 1165, 1252, 1351, 1468, 1610, 1789, 2028, 2385, 3052, 4597,
}

// longest and longestShare: a few articles are very long.
const (
	longest      = 8000 // of a thousand of the mean
	longestShare = 6    // of a thousand articles
)

// length draws the length of a body in words; four in a thousand have none.
func (g *Generator) length() int {
	d := &g.d
	if d.chance(4) {
		return 0
	}
	k, part := d.below(len(lengths)-1), d.below(1000)
	n := lengths[k]*(1000-part) + lengths[k+1]*part
	if d.chance(longestShare) {
		n = d.between(lengths[len(lengths)-1], longest) * 1000
	}
	return max(1, n*g.o.Words/1_000_000)
}

// paragraph writes sentences and a blank line, ending early at the length.
func (p *pen) paragraph(length int) {
	for range max(1, p.d.of(p.paragraphs)) {
		if p.words >= length {
			break
		}
		if p.d.chance(quoted) && p.tongue == nil {
			p.say(sayings[p.d.below(len(sayings))])
		} else {
			p.sentence(max(2, min(p.d.of(p.sentences), length-p.words)))
		}
		p.buf = append(p.buf, '.', ' ')
	}
	p.buf = append(p.buf[:len(p.buf)-1], "\n\n"...)
}

// lateEnd bounds how many words a sentence may be late, to end in a word that
// sentences end in.
const lateEnd = 6

// sentence writes about n words without a full stop.
func (p *pen) sentence(n int) {
	start, s := len(p.buf), p.m.symbol(begin)
	for i := 0; ; i++ {
		s = p.follow(&p.d, s)
		meaning := s >= len(p.m.common)
		p.symbol(s)
		if i+1 >= n && (meaning || i >= n+lateEnd) {
			break
		}
		if meaning && p.d.chance(comma) {
			p.buf = append(p.buf, ',')
		}
		p.buf = append(p.buf, ' ')
	}
	p.capital(start)
}

// say writes a saying between quotation marks.
func (p *pen) say(saying string) {
	p.buf = append(p.buf, '"')
	start := len(p.buf)
	p.buf = append(p.buf, saying...)
	p.capital(start)
	p.buf = append(p.buf, '"')
	p.words += 1 + strings.Count(saying, " ")
}

func (p *pen) capital(at int) {
	if c := p.buf[at]; 'a' <= c && c <= 'z' {
		p.buf[at] = c - 'a' + 'A'
	}
}

// symbol writes one symbol: one word, or two.
func (p *pen) symbol(s int) {
	p.words++
	switch s - len(p.m.common) {
	case slotWord:
		p.meaning()
	case slotName:
		p.name()
	case slotNumber:
		p.number()
	default:
		if p.tongue != nil {
			p.buf = append(p.buf, p.tongue.common[s%len(p.tongue.common)]...)
			return
		}
		p.buf = append(p.buf, p.m.common[s]...)
	}
}

// again writes a stretch of the buffer anew, in small letters if asked.
func (p *pen) again(s stretch, small bool) {
	at := len(p.buf)
	p.buf = append(p.buf, p.buf[s.start:s.end]...)
	if c := p.buf[at]; small && 'A' <= c && c <= 'Z' {
		p.buf[at] = c - 'A' + 'a'
	}
}

// meaning writes a word of meaning.
func (p *pen) meaning() {
	start, n := len(p.buf), p.d.below(1000)
	switch {
	case n < wordAgain && len(p.used) > 0:
		p.again(p.used[p.d.below(len(p.used))], true)
	case n < wordAgain+wordOfTopic:
		t := p.about()
		if p.d.chance(pairOfTopic) {
			p.buf = append(p.buf, t.pairs[p.d.of(p.world.topicPair)]...)
			p.words++
			return // a pair is no word to say again
		}
		p.buf = append(p.buf, t.words[p.d.of(p.world.topicWord)]...)
	default:
		p.any()
	}
	p.used = append(p.used, stretch{start, len(p.buf)})
}

// about returns the topic that a slot speaks of.
func (p *pen) about() *topic {
	if p.d.chance(secondTopic) {
		return p.second
	}
	return p.topic
}

// endings of made-up words, the first ones more often.
var endings = strings.Fields("s s s ed ed ing ing er ly ers ness al")

// any writes a word of the whole language.
func (p *pen) any() {
	if p.tongue == nil {
		if w := p.d.of(p.word); w < len(p.m.words) {
			p.buf = append(p.buf, p.m.words[w]...)
			return
		}
	}
	p.buf = p.spell(p.buf, p.d.rank(p.rareOctave, rareFrom))
	if !p.d.chance(inflected) {
		return
	}
	ends := endings
	if p.tongue != nil {
		ends = p.tongue.endings
	}
	p.buf = append(p.buf, ends[p.d.below(len(ends))]...)
}

// name writes a name: one that was said before by its last part, others often
// by two.
func (p *pen) name() {
	n := p.d.below(1000)
	if n < nameAgain && len(p.names) > 0 {
		p.again(p.names[p.d.below(len(p.names))], false)
		return
	}
	full := p.d.chance(fullName)
	if full {
		p.words++
	}
	if n < nameAgain+nameOfTopic {
		name := &p.about().names[p.d.of(p.world.topicName)]
		if full {
			p.buf = append(append(p.buf, name.first...), ' ')
		}
		p.last(func() { p.buf = append(p.buf, name.last...) })
		return
	}
	rank := p.d.rank(p.nameOctave, nameFrom)
	if full { // the same last name has the same first name
		start := len(p.buf)
		p.buf = p.spell(p.buf, firstNames+mix(rank)%firstNames)
		p.capital(start)
		p.buf = append(p.buf, ' ')
	}
	p.last(func() { p.buf = p.spell(p.buf, rank) })
}

// last writes the last part of a name, and keeps it.
func (p *pen) last(write func()) {
	start := len(p.buf)
	write()
	p.capital(start)
	p.names = append(p.names, stretch{start, len(p.buf)})
}
