package indexer

import (
	"fmt"
	"net/url"
	"strings"

	"newsdex/article"
	"newsdex/indexer/fetch"
	"newsdex/indexer/format"
)

// feed reads the items of a feed. With Follow each waits for its page.
func (c *crawl) feed(t *target, a *answer, f format.Format) {
	fetched := map[string]bool{} // links of items that are records
	met := map[string]metItem{}
	c.each(f, c.open(a), t.shown, func(it item, rec format.Record) bool {
		if it.problem == nil {
			it.again(met, rec)
			fetched[rec.URL] = true
		}
		switch {
		case it.problem != nil:
			if c.Follow && strings.Contains(it.problem.Reason, "--follow") {
				it.problem = nil // see textless
			}
			return c.send(it)
		case it.repeats:
			return c.send(item{place: it.place, newFile: it.newFile, bytes: it.bytes, notes: []format.Note{{Code: twiceNote, Count: 1}}})
		case rec.URL == "", !c.Follow:
			return c.feedItem(it, rec, "")
		}
		return c.follow(t, it, rec)
	})
	if c.Follow && !c.stopped {
		c.textless(t, a, fetched)
	}
}

// metItem is what a feed said of an item before.
type metItem struct {
	number int
	digest string
}

// again judges an item that has the identity of one before it in its feed: by
// rule it is the same article, of which the first counts, for feeds begin with
// what is newest. One that says the same is passed over; another is a problem, for
// what it says is not kept.
func (it *item) again(met map[string]metItem, rec format.Record) {
	key, same := rec.ID, "identifier"
	if key == "" {
		key, same = article.CanonicalURL(rec.URL), "link, and none has an identifier"
	}
	if key == "" {
		return
	}
	now := metItem{number: rec.Number, digest: recordDigest(rec)}
	first, twice := met[key]
	switch {
	case !twice:
		met[key] = now
	case first.digest == now.digest:
		it.repeats = true
	default:
		it.problem = &Problem{Path: it.place.Source, Record: it.place.Record, Offset: it.offset, Code: sameItem,
			Reason: fmt.Sprintf("item %d of this feed has the same %s; that one is kept, this one is not", first.number, same)}
	}
}

// follow lets an item of a feed wait for its page, or says why it does not.
func (c *crawl) follow(t *target, it item, rec format.Record) bool {
	p := &target{address: rec.URL, shown: visible(fetch.Shown(rec.URL)), depth: t.depth + 1, kind: format.LinkPage, known: rec, item: &it}
	id := rec.ID
	if id == "" {
		id = rec.URL
	}
	held, seen := c.seen[p.shown]
	key := article.CanonicalURL(p.shown) // what tracks readers may change each time
	v := c.visits.get(key)
	digest := recordDigest(rec)
	switch {
	case t.depth >= maxDepth:
		t.visit.followed = false // given by itself it is to be
		rec.Notes = append(rec.Notes, format.Note{Code: depthNote, Count: 1})
		return c.feedItem(it, rec, "")
	case seen && held == id:
		return c.send(item{place: it.place, newFile: it.newFile, bytes: it.bytes, notes: []format.Note{{Code: sameItemNote, Count: 1}}})
	case v.Item == digest && c.resting(v):
		c.seen[p.shown] = id
		rest := item{place: it.place, newFile: it.newFile, bytes: it.bytes, notes: []format.Note{{Code: restingNote, Count: 1}}}
		if v.Every > 0 { // it was not to be had
			rest.notes[0].Code, rest.spoilt = noPageYetNote, true
		}
		return c.send(rest)
	case seen && held != "":
		rec.Notes = append(rec.Notes, format.Note{Code: samePageNote, Count: 1})
		return c.feedItem(it, rec, "")
	}
	// A page that a sitemap led to is an article by its address; the item is one of
	// its own, and has it fetched again.
	c.seen[p.shown] = id
	if !c.enqueue(p, t.visit) {
		rec.Notes = append(rec.Notes, format.Note{Code: limitNote, Count: 1})
		it.spoilt = true
		return c.feedItem(it, rec, "")
	}
	p.visit.address, p.visit.item = key, digest
	if v.Item == digest {
		p.visit.known = v.known(c.Follow)
	}
	c.waiting += sizeOf(rec)
	// What was counted with the item is counted once.
	first := item{place: it.place, newFile: it.newFile, bytes: it.bytes}
	it.newFile, it.bytes = false, 0
	return c.send(first)
}

// textless follows the links of items that have neither a title nor a text: as
// records they are refused, as pages they may be articles.
func (c *crawl) textless(t *target, a *answer, fetched map[string]bool) {
	links, _ := format.Links(a.input())
	left, deep := 0, 0
	for _, l := range links {
		switch {
		case fetched[l.URL] || l.Title != "":
		case t.depth >= maxDepth:
			deep++
		case !c.link(t, l):
			left++
		}
	}
	if deep > 0 {
		t.visit.followed = false
		c.send(item{place: article.Place{Source: t.shown}, notes: []format.Note{{Code: depthNote, Count: deep}}})
	}
	if left > 0 {
		c.send(item{place: article.Place{Source: t.shown}, spoilt: true, notes: []format.Note{{Code: limitNote, Count: left}}})
	}
}

// page reads the page of a feed's item, and sends the item with what it says.
func (c *crawl) page(t *target, a *answer) {
	keep := func(reason string) {
		c.keep(t, false, format.Note{Code: noPageNote, Detail: short(t.shown) + ": " + reason, Count: 1})
	}
	f, err := format.Detect(a.head, a.name, a.size)
	switch {
	case err != nil:
		keep(fileReason(err))
		return
	case !f.Whole:
		keep("it is no page, but " + formatTitle(f))
		return
	case isFront(a.res.URL) && !isFront(t.address):
		keep("it leads to the front page of " + fetch.HostKey(a.res.URL) + " now")
		return
	}
	in := c.open(a)
	for rec, err := range f.Read(format.Input{Reader: in.r, Name: in.name, Map: c.names, URL: in.url, ContentType: in.contentType}) {
		if err != nil {
			_, _, reason := problemOf(err)
			keep(reason)
			return
		}
		it := *t.item
		it.bytes += *in.n
		both, fromPage := merged(c.builder.timely(t.known), c.builder.timely(rec))
		page := ""
		if fromPage {
			page = t.shown
		}
		c.feedItem(it, both, page)
		return
	}
	keep("it is empty")
}

// isFront reports whether an address is that of a site: articles that were taken
// away often lead there.
func isFront(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Path == "" || u.Path == "/") && u.RawQuery == ""
}
