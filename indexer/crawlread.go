package indexer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"newsdex/article"
	"newsdex/indexer/fetch"
	"newsdex/indexer/format"
)

// maxDownload bounds what is fetched of files of many records and of archives, in
// bytes: exports and dumps. Larger ones want a program that goes on where a
// download broke.
const maxDownload = 1 << 30

// Names of the formats whose records are items that lead to pages.
var feedFormats = []string{"feed", "jsonfeed"}

// answer is what was fetched, opened as far as is needed to judge it.
type answer struct {
	res  *fetch.Response
	name string
	body io.ReaderAt
	size int64
	head []byte
	// damage is why not all of it could be unzipped, nil when it was.
	damage error
}

func (a *answer) input() format.Input {
	return input(io.NewSectionReader(a.body, 0, a.size), a.res, a.name)
}

func newAnswer(res *fetch.Response, name string, body io.ReaderAt, size int64) (*answer, error) {
	head := make([]byte, min(size, format.HeadSize))
	if _, err := body.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading what was fetched: %w", err)
	}
	return &answer{res: res, name: name, body: body, size: size, head: head}, nil
}

// read reads what an address gave, by what it holds.
func (c *crawl) read(t *target, res *fetch.Response) {
	a, err := newAnswer(res, answerName(res.URL, res.ContentType), res.Body, res.Body.Size)
	if err != nil {
		c.refuse(t.shown, unreadable, err.Error())
		return
	}
	if t.item != nil {
		c.page(t, a)
		return
	}
	opened := a
	if containerOf(a.head, a.name) == gzipKind { // sitemaps often are
		if inner := unzipped(a); inner != nil {
			opened = inner
		}
	}
	f, err := format.Detect(opened.head, opened.name, opened.size)
	switch {
	case err == nil && slices.Contains(feedFormats, f.Name):
		t.visit.pace = feedPace(opened.head)
		c.feed(t, opened, f)
	case err == nil && f.Whole && opened == a && c.o.feedsOnly && t.kind == "":
		c.noFeed(t, a, f)
	case err == nil && f.Whole && opened == a:
		c.article(t, a, f)
	case err != nil && c.list(t, opened):
	default:
		c.contents(stream{
			r: io.NewSectionReader(a.body, 0, a.size), at: a.body, size: a.size, name: a.name, shown: t.shown,
			url: res.URL, contentType: res.ContentType, budget: &budget{},
		})
	}
	if err := opened.damage; err != nil {
		c.refuse(t.shown, fileCode(err), fileReason(err))
	}
}

// noFeed refuses a page where a feed should be: a notice of the site is no article.
func (c *crawl) noFeed(t *target, a *answer, f format.Format) {
	is := formatTitle(f)
	switch f.Name {
	case "html":
		is = "a page" + feedsNamed(a.head, a.res.URL)
	case "plain":
		is = "a text"
	}
	reason := "there is no feed here (any more), but " + is
	c.failed(t, &fetch.Error{Code: noFeed, URL: a.res.URL, Reason: reason})
}

// maxUnzipped bounds what is unpacked only to see whether it is a list or a feed,
// in bytes.
const maxUnzipped = format.MaxLinkBytes

// unzipped is what a gzip file holds when that is a feed or a list of links, else
// nil: other files are opened as they stream by.
func unzipped(a *answer) *answer {
	r, err := gzip.NewReader(io.NewSectionReader(a.body, 0, a.size))
	if err != nil {
		return nil
	}
	head := make([]byte, format.HeadSize)
	n, _ := io.ReadFull(r, head)
	inner := &answer{res: a.res, name: strings.TrimSuffix(a.name, path.Ext(a.name)), head: head[:n]}
	f, err := format.Detect(inner.head, inner.name, -1)
	if err == nil && !slices.Contains(feedFormats, f.Name) || err != nil && !isList(inner.head, inner.name) {
		return nil
	}
	rest, err := io.ReadAll(io.LimitReader(r, maxUnzipped-int64(n)))
	all := append(inner.head, rest...)
	if err != nil && len(all) == 0 || len(all) >= maxUnzipped {
		return nil
	}
	if err != nil {
		inner.damage = &damaged{gzipKind, err}
	}
	inner.body, inner.size = bytes.NewReader(all), int64(len(all))
	return inner
}

// isList reports whether what begins so is a list of links that Links reads.
func isList(head []byte, name string) bool {
	_, err := format.Links(format.Input{Reader: bytes.NewReader(head), Name: name})
	refused, ok := errors.AsType[*format.Refusal](err)
	return !ok || refused.Code != format.NotRead
}

// limitOf tells how many bytes an address may give, by what they begin with.
func limitOf(address string) func(head []byte) int64 {
	name := answerName(address, "")
	return func(head []byte) int64 {
		if containerOf(head, name) != noContainer {
			return maxDownload
		}
		f, err := format.Detect(head, name, -1)
		switch {
		case err == nil && !f.Whole && !slices.Contains(feedFormats, f.Name):
			return maxDownload
		case err != nil && isList(head, name):
			return format.MaxLinkBytes
		}
		return fetch.MaxPage
	}
}

// programs are extensions of programs that write pages: they say nothing of what
// is in them.
var programs = []string{".php", ".php3", ".php5", ".phtml", ".asp", ".aspx", ".jsp", ".jspx", ".cgi", ".do", ".cfm", ".pl", ".py", ".rb"}

// typeNames are the extensions that types of content stand for, where the name
// of a file has none.
var typeNames = map[string]string{
	"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "text/csv": ".csv", "text/tab-separated-values": ".tsv",
	"application/json": ".json", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl", "message/rfc822": ".eml", "application/mbox": ".mbox", "text/plain": ".txt",
}

// answerName is what an answer would be called as a file.
func answerName(address, contentType string) string {
	name := ""
	if u, err := url.Parse(address); err == nil {
		name = strings.Trim(path.Base(u.Path), "/.")
	}
	if slices.Contains(programs, strings.ToLower(path.Ext(name))) {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	kind, _, _ := strings.Cut(contentType, ";")
	ext := typeNames[strings.ToLower(strings.TrimSpace(kind))]
	if path.Ext(name) == "" || ext == ".html" && !knownName(name) {
		name += ext
	}
	return name
}

// knownName reports whether some format is written under the extension of a name.
func knownName(name string) bool {
	return slices.ContainsFunc(format.All(), func(f format.Format) bool { return f.NamedAs(name) })
}

// open returns the answer as records are read from it.
func (c *crawl) open(a *answer) content {
	from := &counting{ctx: c.ctx, r: io.NewSectionReader(a.body, 0, a.size)}
	return content{r: from, name: a.name, size: a.size, n: &from.n, url: a.res.URL, contentType: a.res.ContentType}
}

// feed reads the items of a feed. With Follow each waits for its page.
func (c *crawl) feed(t *target, a *answer, f format.Format) {
	fetched := map[string]bool{} // pages of items
	met := map[string]metItem{}
	c.each(f, c.open(a), t.shown, func(it item, rec format.Record) bool {
		if it.problem == nil {
			it.again(met, rec)
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
		fetched[rec.URL] = true
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

// list follows the links of a list, or says that it holds some. It reports
// whether the answer is a list.
func (c *crawl) list(t *target, a *answer) bool {
	if !isList(a.head, a.name) {
		return false
	}
	links, err := format.Links(a.input())
	if refused, ok := errors.AsType[*format.Refusal](err); ok {
		if refused.Code == format.NotRead {
			return false
		}
		c.refuse(t.shown, refused.Code, refused.Reason)
		return true
	}
	t.visit.list = slices.ContainsFunc(links, func(l format.Link) bool { return l.Kind != format.LinkPage })
	switch {
	case c.o.takeList != nil && c.o.takeList(t.shown, links):
	case !c.Follow:
		c.refuse(t.shown, linksOnly, fmt.Sprintf("it holds %s and no articles; give --follow to fetch them", kinds(links)))
		return true
	default:
		c.links(t, a, links)
	}
	if err != nil {
		c.refuse(t.shown, "list cut short", err.Error())
	}
	return true
}

// kinds counts links by what they lead to.
func kinds(links []format.Link) string {
	n := map[format.LinkKind]int{}
	for _, l := range links {
		n[l.Kind]++
	}
	var parts []string
	for _, k := range []format.LinkKind{format.LinkFeed, format.LinkList, format.LinkSitemap, format.LinkPage} {
		if n[k] > 0 {
			parts = append(parts, counted(n[k], string(k)))
		}
	}
	return counted(len(links), "link") + " (" + strings.Join(parts, ", ") + ")"
}

// links follows the links of a list.
func (c *crawl) links(t *target, a *answer, links []format.Link) {
	followed, left, deep := 0, 0, 0
	for _, l := range links {
		switch {
		case t.depth >= maxDepth:
			deep++
		case c.link(t, l):
			followed++
		default:
			left++
		}
	}
	if deep > 0 {
		t.visit.followed = false // given by itself it is to be
	}
	note := func(code string, n int) {
		if n > 0 {
			c.send(item{place: article.Place{Source: t.shown}, notes: []format.Note{{Code: code, Detail: kinds(links), Count: n}}})
		}
	}
	c.send(item{place: article.Place{Source: t.shown}, newFile: true, spoilt: left > 0, bytes: a.size})
	note(followedNote, followed)
	note(limitNote, left)
	note(depthNote, deep)
}

// link follows one link; false when the limit of the run is reached.
func (c *crawl) link(t *target, l format.Link) bool {
	p := &target{address: l.URL, shown: visible(fetch.Shown(l.URL)), depth: t.depth + 1, kind: l.Kind, known: format.Record{Headline: l.Title, Published: l.Published}}
	if _, seen := c.seen[p.shown]; seen {
		return true
	}
	v := c.visits.get(p.shown)
	if l.Kind == format.LinkPage && c.resting(v) && !changedSince(l.Modified, v.Fetched) {
		c.seen[p.shown] = ""
		return c.remark(p.shown, restingNote) || true
	}
	if !c.enqueue(p, t.visit) {
		return false
	}
	c.seen[p.shown] = ""
	p.visit.known = v.known(c.Follow)
	return true
}

// changedSince reports whether a list says that a page was changed after it was
// read: at that time, or on a later day.
func changedSince(modified article.Date, read time.Time) bool {
	if !modified.Time.IsZero() {
		return modified.Time.After(read)
	}
	return modified.Day > read.Format(time.DateOnly)
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

// article reads a page that was given, or that a list led to.
func (c *crawl) article(t *target, a *answer, f format.Format) {
	if t.kind == "" && f.Name == "html" {
		c.advice = feedsNamed(a.head, a.res.URL)
		defer func() { c.advice = "" }()
	}
	c.each(f, c.open(a), t.shown, func(it item, rec format.Record) bool {
		if it.problem == nil {
			it.build(c.builder, completed(c.builder.timely(rec), c.builder.timely(t.known)))
		}
		if final := visible(fetch.Shown(a.res.URL)); it.article != nil && final != t.shown {
			it.article.AlsoReadFrom = []article.Place{{Source: final}}
		}
		return c.send(it)
	})
}
