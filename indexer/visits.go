package indexer

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"newsdex/article"
	"newsdex/indexer/fetch"
	"newsdex/indexer/format"
)

const (
	// maxVisits bounds what is remembered, some 300 bytes each; what was visited
	// longest ago is forgotten, and costs being read once more.
	maxVisits = 50_000
	// maxVisitsFile bounds the file that is read, in bytes.
	maxVisitsFile = 64 << 20
	// pageRest is how long a page that was read is not asked for again while its
	// feed says the same: a feed that is read every half hour must not cost all of
	// its pages every half hour.
	pageRest = 24 * time.Hour
	// saveEvery is how often what is remembered is written while a run goes on.
	saveEvery = 30 * time.Second
)

// Visits remember what addresses said when they were read, so that what has not
// changed is not sent and read again. It is a file of JSON lines beside the index.
// It is safe for concurrent use; a nil *Visits remembers nothing.
type Visits struct {
	path, key string
	mu        sync.Mutex
	m         map[string]visited
	saved     time.Time // when it was tried last
	changed   bool
	fault     error // of the last try
}

// visited is what is remembered of one address: all that it held is stored.
type visited struct {
	// Address is in its canonical form when it is that of an item's page.
	Address string `json:"address"`
	// Way stands for how it was read: read in another way it is read anew.
	Way          string    `json:"way"`
	Final        string    `json:"final,omitempty"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Fetched      time.Time `json:"fetched"`
	// Item is a digest of what the feed said of a page.
	Item string `json:"item,omitempty"`
	// Followed: it was read with what it leads to.
	Followed bool `json:"followed,omitempty"`
	// Every and Next are the pace of a feed that is polled. Every is also that of
	// asking for a page that was not to be had, of others it is 0.
	Every time.Duration `json:"every,omitempty"`
	Next  time.Time     `json:"next,omitzero"`
}

// known is what a request may say: nothing when it is now to be followed and was not.
func (v visited) known(follow bool) fetch.Known {
	if follow && !v.Followed {
		return fetch.Known{}
	}
	return fetch.Known{URL: v.Final, ETag: v.ETag, LastModified: v.LastModified}
}

// OpenVisits reads what is remembered in a file, which may not be there yet. key
// stands for the way of reading: how records become articles. Lines that cannot
// be read are forgotten.
func OpenVisits(path, key string) (*Visits, error) {
	v := &Visits{path: path, key: key, m: map[string]visited{}, saved: time.Now()}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return v, nil
	}
	var b []byte
	if err == nil && info.Size() <= maxVisitsFile {
		b, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what is remembered of addresses: %w", err)
	}
	for line := range bytes.Lines(b) {
		var one visited
		if json.Unmarshal(line, &one) == nil && one.Address != "" && len(v.m) < maxVisits {
			v.m[one.Address] = one
		}
	}
	return v, nil
}

// get returns what is remembered of an address that was read in this way.
func (v *Visits) get(address string) visited {
	if v == nil {
		return visited{}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	one := v.m[address]
	if one.Way != v.key {
		return visited{}
	}
	return one
}

// set remembers an address, and writes the file now and then. When it cannot be
// written it is tried again then; see Fault.
func (v *Visits) set(address string, change func(*visited)) {
	if v == nil {
		return
	}
	v.mu.Lock()
	one := v.m[address]
	if one.Way != v.key {
		one = visited{Every: one.Every, Next: one.Next}
	}
	one.Address, one.Way = address, v.key
	change(&one)
	v.m[address], v.changed = one, true
	due := time.Since(v.saved) >= saveEvery
	v.mu.Unlock()
	if due {
		_ = v.Save() // see Fault
	}
}

// Fault is why the file could not be written when that was last tried, nil when
// it could.
func (v *Visits) Fault() error {
	if v == nil {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.fault
}

// Save writes the file, all of it or nothing.
func (v *Visits) Save() error {
	if v == nil {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.saved = time.Now(); !v.changed {
		return nil
	}
	v.trim()
	if v.fault = v.write(); v.fault != nil {
		v.fault = fmt.Errorf("writing what is remembered of addresses: %w", v.fault)
		return v.fault
	}
	v.changed = false
	return nil
}

func (v *Visits) write() error {
	tmp := v.path + ".new"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, address := range slices.Sorted(maps.Keys(v.m)) {
		if err = enc.Encode(v.m[address]); err != nil {
			break
		}
	}
	if err = errors.Join(err, w.Flush(), f.Close()); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return os.Rename(tmp, v.path)
}

// trim forgets what was visited longest ago: beyond the number that is remembered,
// or beyond what would be read again.
func (v *Visits) trim() {
	size := 0
	for _, one := range v.m {
		size += one.size()
	}
	if len(v.m) <= maxVisits && size <= maxVisitsFile {
		return
	}
	old := slices.SortedFunc(maps.Values(v.m), func(a, b visited) int {
		return cmp.Or(a.Fetched.Compare(b.Fetched), cmp.Compare(a.Address, b.Address))
	})
	for _, one := range old {
		if len(v.m) <= maxVisits && size <= maxVisitsFile {
			return
		}
		size -= one.size()
		delete(v.m, one.Address)
	}
}

// size bounds the line of JSON, in bytes: a quotation mark takes two.
func (v visited) size() int {
	return len(v.Address) + len(v.Final) + len(v.Way) + len(v.Item) + 2*(len(v.ETag)+len(v.LastModified)) + 300
}

// visit is one address of a run, from being fetched to being stored.
type visit struct {
	address string
	within  *visit // what led here
	// Of the goroutine that reads:
	known     fetch.Known
	item      string // digest, see visited
	followed  bool
	unchanged bool
	list      bool // it holds links, and is read every time
	maxAge    time.Duration
	pace      time.Duration // that the feed asks for, 0 when it does not
	moved     string
	err       error // why it was not fetched
	read      bool
	open      int // visits within that are not done
	// Of the goroutine that stores:
	failed bool // something of it is not stored
}

// answer takes what an answer says about the next.
func (v *visit) answer(res *fetch.Response) {
	v.known, v.maxAge, v.moved = res.Known, res.MaxAge, res.Moved
}

// fail notes that something of a visit, and so of those it is within, is not stored.
func (v *visit) fail() {
	for ; v != nil; v = v.within {
		v.failed = true
	}
}

// done remembers a visit of which all is stored.
func (v *visit) done(o Options) {
	if o.onVisit != nil {
		o.onVisit(v)
	}
	lasting := false
	if e, ok := errors.AsType[*fetch.Error](v.err); ok {
		lasting = v.item != "" && !e.Passing
	}
	if o.Fetch == nil || !lasting && (v.failed || v.err != nil) {
		return
	}
	o.Fetch.visits.set(v.address, func(one *visited) {
		if v.item != "" { // else the pace is that of a feed
			if one.Item != v.item || !lasting {
				one.Every = 0
			}
			if lasting {
				one.Every = nextPace(one.Every, 0, false, true)
			}
		}
		one.Fetched, one.Item, one.Followed = o.clock().UTC(), v.item, v.followed
		one.Final, one.ETag, one.LastModified = v.known.URL, v.known.ETag, v.known.LastModified
		if v.list {
			one.Final, one.ETag, one.LastModified = "", "", ""
		}
	})
}

// resting reports whether a page was asked for so lately that it is not asked for
// again: one that was read for a day, one that was not to be had for longer each
// time.
func (c *crawl) resting(v visited) bool {
	age, rest := c.o.clock().Sub(v.Fetched), pageRest
	if v.Every > 0 {
		rest = v.Every
	}
	return !v.Fetched.IsZero() && age >= 0 && age < rest
}

// clock is Now, or the clock.
func (o Options) clock() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

// recordDigest stands for what a feed says of an item, but for what another feed of
// the site calls in another way: its page is not read again for that.
func recordDigest(r format.Record) string {
	a := article.Article{ID: r.ID, Headline: r.Headline, Body: r.Body, Byline: r.Byline, Lang: r.Lang, URL: article.CanonicalURL(r.URL), Published: r.Published, Updated: r.Updated}
	a.HashContent()
	return a.ContentHash
}
