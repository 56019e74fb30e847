package main

import (
	"fmt"
	"strings"
	"time"

	"newsdex/engine/enginetest/plain"
)

// class is one kind of question.
type class struct {
	name string
	// says is the line of the class in the documentation.
	says string
	// draw draws query number i, false when the article it looked at has none.
	draw func(d *drawer, i int) (question, bool)
	// most bounds the queries of a class that has few; 0 for no bound.
	most int
	// The way of asking.
	newest, page, facets, timeline bool
	// beside asks the same query plainly too, without what the class adds: what
	// that costs is the difference.
	beside bool
}

// limit is how many hits are asked for; pageLimit and pagePassages are what a
// full page has.
const (
	limit        = 10
	pageLimit    = 20
	pagePassages = 2
)

// classes are all kinds of question, in the order of the tables.
var classes = []class{
	{name: "one common word", says: "a word of 5 to 40 % of the articles", draw: wordsOf(plain.All, common)},
	{name: "one rare word", says: "a word of 0.01 to 0.1 %", draw: wordsOf(plain.All, rare)},
	{name: "AND of 2", says: "a common word and one of 0.5 to 5 %, from one article", draw: wordsOf(plain.All, common, mid)},
	{name: "AND of 5", says: "two common words and three of 0.5 to 5 %, from one article", draw: wordsOf(plain.All, common, common, mid, mid, mid)},
	{name: "any of 2", says: "a common word or one of 0.5 to 5 %", draw: wordsOf(plain.Any, common, mid)},
	{name: "any of 5", says: "a common word, three of 0.5 to 5 %, a rare one", draw: wordsOf(plain.Any, common, mid, mid, mid, rare)},
	{name: "any of 12", says: "a sentence as it stands: twelve words of it, the commonest included", draw: pasted},
	{name: "rare phrase", says: "two or three words of meaning (each in 0.01 to 10 %) that stand side by side somewhere", draw: phraseOf(meaning)},
	{name: "phrase of common words", says: `"of the", "to be or not to be", and runs of words that stand in a quarter of the articles or more`, draw: stopPhrase},
	{name: "W/5", says: "two words of 0.5 to 5 % within five words; bleve has no such query", draw: nearOf("W/5", 5, mid)},
	{name: "W/S", says: "two words of 0.5 to 5 % in one sentence; bleve has no such query", draw: nearOf("W/S", 40, mid)},
	{name: "W/5 of common words", says: "two words that stand in a quarter of the articles or more, within five words: the one class that only the deadline holds", draw: nearOf("W/5", 5, grammar), most: 5},
	{name: "wildcard", says: "a beginning of four letters or more that 5 to 200 words have", draw: wild},
	{name: "narrow date", says: "a common word in one week", draw: dated(func(d *drawer) (from, to string) {
		day := d.day()
		return day.Format(time.DateOnly), day.AddDate(0, 0, 6).Format(time.DateOnly)
	})},
	{name: "wide date", says: "a common word in ten of the twenty years", draw: dated(func(*drawer) (from, to string) { return "2009-01-01", "2018-12-31" })},
	{name: "newest first", says: "a common word, ordered by date", draw: wordsOf(plain.All, common), newest: true},
	{name: "browse", says: "all articles, newest first", draw: everything, newest: true, most: 1},
	{name: "facets", says: "a common word with the counts of six facets", draw: wordsOf(plain.All, common), facets: true, beside: true},
	{name: "timeline", says: "a common word with its counts by month", draw: wordsOf(plain.All, common), timeline: true, beside: true},
	{name: "facets and timeline", says: "a common word with both", draw: wordsOf(plain.All, common), facets: true, timeline: true, beside: true},
	{name: "full page", says: "any of 5 through search.Run: reading the text of the query, 20 hits, 2 passages each with marks; bleve: 20 hits with highlighted fragments", draw: wordsOf(plain.Any, common, mid, mid, mid, rare), page: true, beside: true},
}

// wordsOf draws bare words of one article.
func wordsOf(kind plain.Kind, bands ...band) func(*drawer, int) (question, bool) {
	return func(d *drawer, _ int) (question, bool) {
		ws, ok := d.words(bands...)
		return bare(kind, ws), ok
	}
}

func bare(kind plain.Kind, ws []string) question {
	return question{Text: strings.Join(ws, " "), Any: kind == plain.Any, Plain: plain.Question{Kind: kind, Words: ws}}
}

// pasted takes a whole sentence.
func pasted(d *drawer, _ int) (question, bool) {
	const n = 12
	for _, s := range d.sentences() {
		var ws []string
		seen := map[string]bool{}
		for _, w := range s {
			if plainWord(w) && !seen[w] {
				seen[w] = true
				ws = append(ws, w)
			}
		}
		if len(ws) >= n {
			return bare(plain.Any, ws[:n]), true
		}
	}
	return question{}, false
}

func quoted(ws []string) question {
	return question{Text: `"` + strings.Join(ws, " ") + `"`, Plain: plain.Question{Kind: plain.Phrase, Words: ws}}
}

// phraseOf draws two or three words that stand side by side.
func phraseOf(b band) func(*drawer, int) (question, bool) {
	return func(d *drawer, i int) (question, bool) {
		ws, ok := d.run(2+i%2, b)
		return quoted(ws), ok
	}
}

// known are the phrases that every collection has, or should.
var known = []string{"of the", "to be or not to be", "in the", "one of the", "at the end of the"}

// stopPhrase draws runs of two to four of the commonest words.
func stopPhrase(d *drawer, i int) (question, bool) {
	if i < len(known) {
		return quoted(strings.Fields(known[i])), true
	}
	ws, ok := d.run(2+i%3, grammar)
	return quoted(ws), ok
}

// nearOf draws two words of a band, at most so many apart in a sentence.
func nearOf(operator string, apart int, b band) func(*drawer, int) (question, bool) {
	return func(d *drawer, _ int) (question, bool) {
		all := d.sentences()
		d.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, s := range all {
			last := -1
			for i, w := range s {
				if !plainWord(w) || !d.in(w, b) {
					continue
				}
				if last >= 0 && s[last] != w && i-last <= apart {
					return question{Text: s[last] + " " + operator + " " + w}, true
				}
				last = i
			}
		}
		return question{}, false
	}
}

// wild draws a word, and shortens it until enough words begin like it.
func wild(d *drawer, _ int) (question, bool) {
	const letters, least, most = 4, 5, 200
	ws, ok := d.words(mid)
	if !ok {
		return question{}, false
	}
	for end := len(ws[0]) - 1; end >= letters; end-- {
		switch n := d.covered(ws[0][:end]); {
		case n > most:
			return question{}, false
		case n >= least:
			w := ws[0][:end] + "*"
			return question{Text: w, Plain: plain.Question{Kind: plain.Wild, Words: []string{w}}}, true
		}
	}
	return question{}, false
}

// dated draws a common word with a filter of dates.
func dated(days func(*drawer) (from, to string)) func(*drawer, int) (question, bool) {
	return func(d *drawer, _ int) (question, bool) {
		ws, ok := d.words(common)
		if !ok {
			return question{}, false
		}
		q := bare(plain.All, ws)
		q.Plain.From, q.Plain.To = days(d)
		q.Text = fmt.Sprintf("%s published:%s..%s", q.Text, q.Plain.From, q.Plain.To)
		return q, true
	}
}

// day returns the day of some article that has one.
func (d *drawer) day() time.Time {
	for {
		a := d.gen.Article(d.rnd.IntN(d.articles))
		if day, err := time.Parse(time.DateOnly, a.Published.Day); err == nil {
			return day
		}
	}
}

func everything(*drawer, int) (question, bool) {
	return question{Plain: plain.Question{Kind: plain.Everything}}, true
}
