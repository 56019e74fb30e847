package indexer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/indexer/fetch"
	"newsdex/indexer/format"
)

// The pace at which a feed is read again.
const (
	// usualPace is that of a feed that says nothing about it.
	usualPace = 30 * time.Minute
	// quickestPace and slowestPace bound what feeds ask for, and what newsdex makes
	// of it: none is news within minutes, and each is looked at once a day.
	quickestPace = 5 * time.Minute
	slowestPace  = 24 * time.Hour
	// faultPace is how long a feed is left alone at most after a fault that may pass
	// by itself: our own network that is down for a weekend must not cost a day of
	// every feed.
	faultPace = 2 * time.Hour
	// longestWait is how long a feed is left alone at most, when it asks for that.
	longestWait = 7 * slowestPace
	// longestNap is after how long it is looked again what is due: a computer may have
	// slept meanwhile.
	longestNap = time.Minute
	// maxPolls is how many feeds are read side by side: few, for the server has
	// other things to do.
	maxPolls = 4
	// maxPolled bounds the feeds of one server: at one an hour each and some
	// seconds a feed, more could not be kept up with.
	maxPolled = 5000
)

// Polled is one reading of a feed, or of a list of feeds.
type Polled struct {
	// Feed is the address, or the path of a list.
	Feed string
	// Report is what became of its items, nil when it was not read to the end.
	Report *Report
	// Unchanged: the server said that it is as it was.
	Unchanged bool
	// Feeds counts the feeds that a list added to those that are polled; More
	// counts those for which there is no room.
	Feeds, More int
	// Moved is the address to be used from now on, "" when that is Feed.
	Moved string
	// Err is why it was not read, or not stored.
	Err error
	// Next is when it is read again, from now.
	Next time.Duration
	// Unsaved is why what is remembered could not be written, nil when it could.
	// Polling goes on, and it is tried again; only a restart would read feeds anew.
	Unsaved error
}

// toldNotes are the notes of a reading that whoever keeps the server wants to know.
var toldNotes = []string{noPageNote, noPageYetNote, limitNote, article.LongerKept}

// Noted says which items of a reading are not what the feed and the options
// promise, "" when all are: how many for which reason, and the first of each.
func (p Polled) Noted() string {
	var parts []string
	for _, code := range toldNotes {
		if p.Report != nil && p.Report.Notes[code] > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d, first in %s", code, p.Report.Notes[code], p.Report.NoteExamples[code]))
		}
	}
	return strings.Join(parts, "; ")
}

// Poll reads feeds again and again, each at its own pace, until ctx ends: lists
// are OPML files and addresses of feeds or of OPML, which are read again for new
// feeds. told is given each reading, from one goroutine. The options are those of
// Run, which reads each feed; Fetch must be set. What is remembered (see Visits)
// tells when a feed was read last, so that a restart does not read all of them at
// once. The error is that of a list that cannot be read at the start.
func Poll(ctx context.Context, w Writer, lists []string, o Options, told func(Polled)) error {
	p := &poller{w: w, o: o, feeds: map[string]*polledFeed{}, done: make(chan Polled), now: time.Now, after: time.After}
	for _, l := range lists {
		if err := p.begin(l); err != nil {
			return err
		}
	}
	p.run(ctx, told)
	return nil
}

// CheckList reports why a source of Poll cannot be one: a file that is not there,
// or is no list of feeds. Addresses are only looked at when they are polled.
func CheckList(source string) error {
	if IsAddress(source) {
		return nil
	}
	_, err := readList(source)
	return err
}

// readList returns the feeds of an OPML file.
func readList(path string) ([]format.Link, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the list of feeds: %w", err)
	}
	defer f.Close()
	links, err := format.Links(format.Input{Reader: f, Name: filepath.Base(path)})
	if err != nil && len(links) == 0 {
		return nil, fmt.Errorf("reading the list of feeds %s: %w", path, err)
	}
	if feedsOf(links) == nil {
		return nil, fmt.Errorf("reading the list of feeds %s: it holds %s, but no feed; give an OPML file", path, kinds(links))
	}
	return links, nil
}

// feedsOf are the addresses of a list that can be polled: feeds, and lists of them.
func feedsOf(links []format.Link) []string {
	var out []string
	for _, l := range links {
		if l.Kind == format.LinkFeed || l.Kind == format.LinkList {
			out = append(out, l.URL)
		}
	}
	return out
}

// poller keeps the feeds and when each is due. All but the readings themselves is
// of the goroutine of run.
type poller struct {
	w     Writer
	o     Options
	feeds map[string]*polledFeed
	order []*polledFeed
	done  chan Polled
	busy  int // feeds that are being read
	// The clock; tests have one that does not wait.
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
}

type polledFeed struct {
	address string // or the path of a list
	every   time.Duration
	next    time.Time
	busy    bool
	// Of the reading that has ended:
	pace, maxAge, wait time.Duration
	passing            bool // the fault may be over any time
	links              []string
}

// left is how long a feed is still left alone. Two clocks tell: one that nobody sets,
// but that stands still while a computer sleeps, and that on the wall.
func (f *polledFeed) left(now time.Time) time.Duration {
	left := min(f.next.Sub(now), f.next.Round(0).Sub(now.Round(0)))
	if left > 2*longestWait { // the clock was wrong when that was noted
		return 0
	}
	return left
}

// begin takes a list or a feed that was given. It is read at once, whenever it
// was read last: a list must say which feeds there are.
func (p *poller) begin(source string) error {
	if !IsAddress(source) {
		full, err := filepath.Abs(source)
		if err == nil {
			_, err = readList(full)
		}
		if err != nil {
			return err
		}
		source = full
	}
	if f, _ := p.add(source); f != nil {
		f.next = time.Time{}
	}
	return nil
}

// add takes a feed; nil when it is there already, or when there is no room.
func (p *poller) add(address string) (f *polledFeed, room bool) {
	if IsAddress(address) {
		address = visible(fetch.Shown(address))
	}
	if p.feeds[address] != nil {
		return nil, true
	}
	if len(p.feeds) >= maxPolled {
		return nil, false
	}
	was := p.o.Fetch.visits.get(address)
	f = &polledFeed{address: address, every: was.Every, next: was.Next}
	p.feeds[address] = f
	p.order = append(p.order, f)
	return f, true
}

// run reads what is due until ctx ends, and waits for what is being read.
func (p *poller) run(ctx context.Context, told func(Polled)) {
	for {
		now := p.now()
		nap := longestNap
		for _, f := range p.order {
			switch {
			case f.busy:
			case f.left(now) > 0:
				nap = min(nap, f.left(now))
			case p.busy < maxPolls && ctx.Err() == nil:
				f.busy = true
				p.busy++
				go func() { p.done <- p.poll(ctx, f) }()
			}
		}
		if p.busy == 0 && ctx.Err() != nil {
			return
		}
		due := p.after(nap)
		if p.busy >= maxPolls || ctx.Err() != nil {
			due = nil // a reading must end first
		}
		stop := ctx.Done()
		if ctx.Err() != nil {
			stop = nil
		}
		select {
		case r := <-p.done:
			p.busy--
			if ctx.Err() == nil {
				p.settle(&r)
				told(r)
			}
			p.feeds[r.Feed].busy = false
		case <-due:
		case <-stop:
		}
	}
}

// poll reads one feed or list.
func (p *poller) poll(ctx context.Context, f *polledFeed) Polled {
	out := Polled{Feed: f.address}
	f.pace, f.maxAge, f.wait, f.passing, f.links = 0, 0, 0, false, nil
	if !IsAddress(f.address) {
		links, err := readList(f.address)
		f.links, out.Err, f.passing = feedsOf(links), err, err != nil
		return out
	}
	o := p.o
	o.feedsOnly = true
	o.onVisit = func(v *visit) {
		if v.within == nil {
			out.Unchanged, out.Moved, out.Err = v.unchanged, visible(v.moved), v.err
			f.pace, f.maxAge = v.pace, v.maxAge
		}
	}
	o.takeList = func(shown string, links []format.Link) bool {
		if shown == f.address {
			f.links = feedsOf(links)
		}
		return f.links != nil
	}
	r, err := Run(ctx, p.w, []string{f.address}, o)
	out.Report = r
	if out.Err == nil {
		out.Err = err
	}
	if e, ok := errors.AsType[*fetch.Error](out.Err); ok {
		f.wait, f.passing = e.RetryAfter, e.Passing || e.NoAnswer()
	} else {
		f.passing = out.Err != nil // by our own fault: a full disk
	}
	return out
}

// settle says when a feed is read again, remembers that, and takes the feeds of a
// list.
func (p *poller) settle(r *Polled) {
	f := p.feeds[r.Feed]
	for _, link := range f.links {
		switch added, room := p.add(link); {
		case added != nil:
			r.Feeds++
		case !room:
			r.More++
		}
	}
	news := r.Feeds > 0 || r.Report != nil && r.Report.Added+r.Report.Updated+r.Report.Copies > 0
	f.every = nextPace(f.every, f.pace, news, r.Err != nil)
	if f.passing {
		f.every = min(f.every, faultPace)
	}
	r.Next = max(f.every, min(f.maxAge, slowestPace), min(f.wait, longestWait))
	r.Next += rand.N(r.Next / 10) // so that feeds that were read together are not for ever
	f.next = p.now().Add(r.Next)
	p.o.Fetch.visits.set(f.address, func(v *visited) { v.Every, v.Next = f.every, f.next })
	r.Unsaved = p.o.Fetch.visits.Fault()
}

// nextPace is how long a feed is left alone after a reading: what it asks for,
// within bounds, and twice as long as before each time it had nothing new or
// could not be read.
func nextPace(before, asked time.Duration, news, failed bool) time.Duration {
	base := usualPace
	if asked > 0 {
		base = min(max(asked, quickestPace), slowestPace)
	}
	if news && !failed {
		return base
	}
	return min(max(before, base)*2, slowestPace)
}
