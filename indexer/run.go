package indexer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"newsdex/article"
	"newsdex/indexer/format"
)

// Options change how a run reads and what it tells. The zero value is fine.
type Options struct {
	// IDPrefix is put before the identifiers that records bring with them, so
	// that two sources may number from 1. Identifiers made here stay as they are.
	IDPrefix string
	// Now is the clock of FirstSeen; nil is time.Now.
	Now func() time.Time
	// Map gives names of fields in JSON and tables that go before those known.
	Map FieldMap
	// Exclude names files and folders that are not read.
	Exclude []string
	// Root, when not nil, is the folder that paths are names in, with slashes;
	// nothing outside of it is read, whatever links say. Run does not close it.
	Root *os.Root
	// OnProblem is told each problem, the report's list of which is bounded;
	// OnProgress where the run stands, after each batch. They are called from
	// the goroutine that runs, as OnEntry is.
	OnProblem  func(Problem)
	OnProgress func(Progress)
	// OnEntry is told every record, in order, each after it is stored.
	OnEntry func(Entry)
	// Journal, when not nil, passes over the files that an interrupted run has
	// read to their end, and counts them as it did. Run does not close it.
	// Addresses are not in it: what stands there changes by itself.
	Journal *Journal
	// Fetch gets the sources that are addresses; nil is a Fetcher of its own.
	Fetch *Fetcher

	// onVisit is told each address that was done with, after what it gave is
	// stored; takeList may take the links of a list, which are then not followed.
	onVisit  func(*visit)
	takeList func(shown string, links []format.Link) bool
	// feedsOnly refuses pages among the addresses given.
	feedsOnly bool
	// unsized: how much there is to be read cannot be known, since something of
	// it is fetched.
	unsized bool
}

// Run reads files, folders and addresses (http, https) and stores their articles
// in w; addresses come last, see crawl. Folders are
// walked in order of names; hidden names, index folders and excluded ones are
// passed over with a note, and so are links to folders (a PATH that is one is
// followed). Compressed files and archives are opened, see contents. A file or path that cannot be read
// is one skipped record of the report; the others are read all the same.
//
// The report is never nil. When ctx ends, the batch in hand is finished, the
// report is marked Interrupted and the cause returned. Any other error is the
// writer's, or the journal's.
func Run(ctx context.Context, w Writer, sources []string, o Options) (*Report, error) {
	if len(sources) == 0 {
		return newReport(), errors.New("no file, folder or address is given to read")
	}
	paths, addresses := splitSources(sources)
	o.unsized = len(addresses) > 0
	return run(ctx, w, o, func(s *source) {
		s.paths(paths)
		if len(addresses) > 0 {
			s.crawl(addresses, o)
		}
	})
}

// Files reads all files of a file system as Run does. They are remembered as
// read from "label:name".
func Files(ctx context.Context, w Writer, fsys fs.FS, label string, o Options) (*Report, error) {
	return run(ctx, w, o, func(s *source) { s.walk(fsTree(fsys, label), ".") })
}

// run feeds w with what read yields, and accounts for it.
func run(ctx context.Context, w Writer, o Options, read func(*source)) (*Report, error) {
	report := newReport()
	if j := o.Journal; j != nil && len(j.done) > 0 {
		report.Counts, report.Resumed = j.before, len(j.done)
	}
	src := &source{ctx: ctx, journal: o.Journal, builder: NewBuilder(o), names: o.Map, exclude: absolute(o.Exclude), root: o.Root}
	produce := func(yield func(item) bool) {
		src.yield = yield
		read(src)
	}
	var size measure
	if o.OnProgress != nil && !o.unsized {
		defer size.start(ctx, src, read)()
	}
	err := feed(ctx, w, produce, func(batch []item, outcomes []article.Outcome) error {
		var now Progress
		for i := range batch {
			it := &batch[i]
			now.Done, now.Path = it.done, it.place.Source
			if it.finished != nil {
				if err := o.Journal.finish(*it.finished, report.Counts); err != nil {
					return err
				}
				continue
			}
			if it.visited != nil {
				it.visited.done(o)
				continue
			}
			var out *article.Outcome
			if it.article != nil {
				out, outcomes = &outcomes[0], outcomes[1:]
			}
			p := report.settle(it, out)
			if p != nil && p.Code != sameItem || it.spoilt { // that is the same whenever it is read
				it.visit.fail()
			}
			if p != nil && o.OnProblem != nil {
				o.OnProblem(*p)
			}
			if o.OnEntry != nil {
				if e, is := it.entry(out, p); is {
					o.OnEntry(e)
				}
			}
		}
		if o.OnProgress != nil {
			now.Files, now.Read, now.Skipped, now.Bytes = report.Files, report.Read, report.Skipped, report.Bytes
			o.OnProgress(size.of(now))
		}
		return nil
	})
	return report, report.end(ctx, err)
}

// settle adds one item and its outcome (nil for an item without article), and
// returns the problem that it is, if any.
func (r *Report) settle(it *item, out *article.Outcome) *Problem {
	if it.newFile {
		r.Files++
	}
	r.Bytes += it.bytes
	if out != nil && out.Kind == article.Unchanged && out.Code != "" {
		it.notes = append(it.notes, format.Note{Code: out.Code, Detail: out.ID, Count: 1})
	}
	r.note(it.place.String(), it.notes)
	p := it.problem
	if out != nil {
		if out.Kind != article.Skipped {
			r.count(out.Kind)
			return nil
		}
		p = &Problem{Path: it.place.Source, Record: it.place.Record, Offset: it.offset, Code: out.Code, Reason: out.Reason}
	}
	if p != nil {
		r.skip(*p)
	}
	return p
}

// end marks a run that ctx ended, and says where it stopped.
func (r *Report) end(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		r.Interrupted = true
		return fmt.Errorf("stopped after %d records: %w", r.Read, err)
	}
	return err
}
