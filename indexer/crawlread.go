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
	t.visit.moved = "" // nobody shall use that
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
