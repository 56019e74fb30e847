package indexer

import (
	"context"
	"fmt"
	"io"

	"newsdex/article"
	"newsdex/indexer/fetch"
	"newsdex/indexer/format"
)

// Limits of the addresses of one run.
const (
	// maxFetching is how many hosts are asked side by side, each one address at a
	// time: enough to be busy while one of them is slow, and few enough for the
	// memory of as many pages.
	maxFetching = 8
	// maxDepth is how many steps an address may be away from one that was given:
	// sitemap index, sitemap, page; list, list in it, feed, page.
	maxDepth = 3
	// maxWaiting bounds the text of items that wait for their pages, in bytes.
	// With more, no further list or feed is fetched before pages are done.
	maxWaiting = 64 << 20
)

// Codes of notes about addresses.
const (
	followedNote  = "links followed"
	limitNote     = "links not followed, the limit of addresses of one run is reached (--max-pages)"
	depthNote     = "links not followed, too many steps from the address given"
	unchangedNote = "unchanged since it was last read, not read again"
	restingNote   = "page read less than a day ago, not asked for again"
	movedNote     = "address moved for good"
	noPageYetNote = "page not to be had before, not asked for again yet"
	twiceNote     = "item twice in its feed, read once"
	sameItemNote  = "item read already in this run, from another feed"
	samePageNote  = "page belongs to another item, the item is kept as the feed has it"
	noPageNote    = "page not to be had, the item is kept as the feed has it"
	givenTwice    = "address given twice"
)

// Codes of addresses that are not read, and of items.
const (
	linksOnly = "links only"
	noFeed    = "no feed"
	sameItem  = "same item"
)

// target is one address that is to be fetched.
type target struct {
	address, shown string
	depth          int
	kind           format.LinkKind // what the list says, "" when it was given
	visit          *visit
	// known is what a list or a feed says of the page, the zero Record when
	// nothing. Of a feed it is a whole article, and item is what is sent when the
	// page is not to be had.
	known format.Record
	item  *item
}

// crawl fetches addresses and what they lead to, and reads it: a feed, a list of
// links, a page, or any file. Different hosts are asked side by side, and what
// comes first is read first; the reading is one after another.
type crawl struct {
	*source
	*Fetcher
	o       Options
	ctx     context.Context
	hosts   map[string]*hostQueue
	ring    []string          // hosts that have something, in turn
	seen    map[string]string // addresses, by what item they are the page of
	found   int               // addresses that were not given
	waiting int               // bytes of items whose pages are not there yet
	busy    int               // hosts that are being asked
	results chan result
}

// hostQueue is what one host is to be asked for: pages first, so that items do
// not wait for longer than they must.
type hostQueue struct {
	pages, others []*target
	busy          bool
}

type result struct {
	*target
	res *fetch.Response
	err error
}

// crawl reads addresses.
func (s *source) crawl(addresses []string, o Options) {
	f := o.Fetch
	if f == nil {
		f = NewFetcher(FetchOptions{}, nil)
		defer f.Close() // there is nothing to save
	}
	ctx, stop := context.WithCancel(s.ctx)
	c := &crawl{source: s, Fetcher: f, o: o, ctx: ctx, hosts: map[string]*hostQueue{}, seen: map[string]string{}, results: make(chan result)}
	defer func() { // waits for what is being fetched
		stop()
		for ; c.busy > 0; c.busy-- {
			c.drop(<-c.results)
		}
		s.visiting = nil
	}()
	for _, a := range addresses {
		t := &target{address: a, shown: visible(fetch.Shown(a))}
		t.visit = &visit{address: t.shown, followed: c.Follow, known: f.visits.get(t.shown).known(c.Follow)}
		if _, twice := c.seen[t.shown]; twice {
			s.remark(t.shown, givenTwice)
			continue
		}
		c.seen[t.shown] = ""
		c.queue(t)
	}
	for {
		c.start()
		if c.busy == 0 || s.stopped || s.ctx.Err() != nil {
			return
		}
		select {
		case r := <-c.results:
			c.busy--
			c.hosts[fetch.HostKey(r.address)].busy = false
			c.take(r)
		case <-s.ctx.Done():
			return
		}
	}
}

func (c *crawl) drop(r result) {
	if r.res != nil {
		r.res.Body.Close()
	}
}

// queue puts a target behind those of its host.
func (c *crawl) queue(t *target) {
	key := fetch.HostKey(t.address)
	q := c.hosts[key]
	if q == nil {
		q = &hostQueue{}
		c.hosts[key] = q
		c.ring = append(c.ring, key)
	}
	if t.kind == format.LinkPage {
		q.pages = append(q.pages, t)
	} else {
		q.others = append(q.others, t)
	}
}

// start asks as many hosts as may be asked. A host that is asked goes to the end
// of the ring, one with nothing left out of it.
func (c *crawl) start() {
	for n := len(c.ring); n > 0 && c.busy < maxFetching; n-- {
		key := c.ring[0]
		c.ring = c.ring[1:]
		q := c.hosts[key]
		t := (*target)(nil)
		switch {
		case q.busy:
		case len(q.pages) > 0:
			t, q.pages = q.pages[0], q.pages[1:]
		case len(q.others) > 0 && c.waiting < maxWaiting:
			t, q.others = q.others[0], q.others[1:]
		case len(q.others) == 0:
			delete(c.hosts, key)
			continue
		}
		c.ring = append(c.ring, key)
		if t == nil {
			continue
		}
		q.busy = true
		c.busy++
		go func() { c.results <- c.get(t) }()
	}
}

// get fetches an address. Its first bytes are judged on the way, and what makes
// that panic costs this address only, as it does in read.
func (c *crawl) get(t *target) (r result) {
	r.target = t
	defer func() {
		if p := recover(); p != nil {
			r.res, r.err = nil, panicked(t, p)
		}
	}()
	r.res, r.err = c.client.Get(c.ctx, fetch.Request{URL: t.address, Known: t.visit.known, Limit: limitOf(t.address)})
	return r
}

// panicked is a fault of ours on what was fetched.
func panicked(t *target, p any) error {
	return &fetch.Error{Code: internalFailed, URL: t.shown, Reason: fmt.Sprintf("what was fetched could not be read (%.200v); this is a fault of newsdex, please report it with the address", p)}
}

// take reads what was fetched.
func (c *crawl) take(r result) {
	t := r.target
	c.visiting = t.visit
	defer c.drop(r)
	if t.item != nil {
		c.waiting -= sizeOf(t.known)
	}
	switch {
	case c.ctx.Err() != nil:
		return
	case r.err != nil:
		c.failed(t, r.err)
	case r.res.Unchanged:
		t.visit.answer(r.res)
		t.visit.unchanged = true
		c.send(item{place: article.Place{Source: t.shown}, newFile: true, notes: []format.Note{{Code: unchangedNote, Count: 1}}})
	default:
		t.visit.answer(r.res)
		if r.res.Moved != "" && t.kind != format.LinkPage {
			c.send(item{place: article.Place{Source: t.shown}, notes: []format.Note{{Code: movedNote, Detail: "use " + visible(r.res.Moved), Count: 1}}})
		}
		c.readGuarded(t, r.res)
	}
	c.close(t.visit)
}

// readGuarded is read; a reader of some format that panics costs what stands
// behind that place.
func (c *crawl) readGuarded(t *target, res *fetch.Response) {
	defer func() {
		if p := recover(); p != nil {
			c.failed(t, panicked(t, p))
		}
	}()
	c.read(t, res)
}

// close says that all of a visit is read. It is done with when its pages are, too.
func (c *crawl) close(v *visit) {
	v.read = true
	for v != nil && v.read && v.open == 0 {
		c.send(item{visited: v})
		if v = v.within; v != nil {
			v.open--
		}
	}
}

// failed says that an address was not fetched.
func (c *crawl) failed(t *target, err error) {
	code, reason := unreadable, err.Error()
	if e, ok := err.(*fetch.Error); ok {
		code, reason = e.Code, e.Reason
		if at := visible(fetch.Shown(e.URL)); at != t.shown && at != "" && e.URL != t.shown+"/" {
			reason = "it leads to " + at + ": " + reason
		}
	}
	t.visit.err, t.visit.known = err, fetch.Known{}
	if t.item != nil {
		c.keep(t, true, format.Note{Code: noPageNote, Detail: short(t.shown) + ": " + reason, Count: 1})
		return
	}
	c.refuse(t.shown, code, reason)
}

// keep sends an item as its feed has it; spoilt when its page may be had another
// time.
func (c *crawl) keep(t *target, spoilt bool, note format.Note) {
	t.known.Notes = append(t.known.Notes, note)
	it := *t.item
	it.spoilt = spoilt
	c.feedItem(it, t.known, "")
}

// feedItem sends an item of a feed, with the address of the page that its text
// came from, "" when it is the feed's. Where items stand in a feed changes with
// every new one; what is kept as their place must not.
func (c *crawl) feedItem(it item, rec format.Record, page string) bool {
	it.build(c.builder, rec)
	if a := it.article; a != nil {
		a.ReadFrom = article.Place{Source: it.place.Source}
		if page != "" { // by which article.Reconcile knows it
			a.AlsoReadFrom = []article.Place{{Source: page}}
		}
		if a.Basis == article.TextID {
			// Else the next such item would replace it, as a text that has changed.
			a.ReadFrom.Source += "#" + a.ID
		}
	}
	return c.send(it)
}

// enqueue takes a link that was found within a visit, and reports whether its
// limits let it.
func (c *crawl) enqueue(t *target, within *visit) bool {
	if c.found >= c.MaxPages {
		return false
	}
	c.found++
	t.visit = &visit{address: t.shown, within: within, followed: c.Follow}
	within.open++
	c.queue(t)
	return true
}

// sizeOf is what a record takes while it waits, in bytes.
func sizeOf(r format.Record) int { return len(r.Headline) + len(r.Body) + 512 }

// input is an answer as formats read it.
func input(r io.Reader, res *fetch.Response, name string) format.Input {
	return format.Input{Reader: r, Name: name, URL: res.URL, ContentType: res.ContentType}
}

// counted writes a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
