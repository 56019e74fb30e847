package indexer

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Journal remembers which files a run has read to their end, so that one that
// was killed or stopped goes on where it was. It is a file with one line of JSON
// for each file; a line that was cut off counts as not written, and its file is
// read again, which changes nothing.
type Journal struct {
	path   string
	file   *os.File
	done   map[string]fileState
	before Counts // of the run that is gone on with
}

// fileState is a file as it was when it was read.
type fileState struct {
	Path    string    `json:"path,omitempty"`
	Size    int64     `json:"size,omitempty"`
	Changed time.Time `json:"changed,omitzero"`
}

// journalLine is a line: the first names the run, the others a file and what was
// counted up to its end.
type journalLine struct {
	Run string `json:"run,omitempty"`
	fileState
	Counts *Counts `json:"counts,omitempty"`
}

// maxJournalLine bounds a line in bytes: a path, and the reasons of a report.
const maxJournalLine = 1 << 20

// OpenJournal opens the journal of a run, which key stands for: the same files
// read in the same way. A journal of another run is begun anew.
func OpenJournal(path, key string) (*Journal, error) {
	j := &Journal{path: path, done: map[string]fileState{}}
	if err := j.load(key); err != nil {
		return nil, err
	}
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if len(j.done) == 0 {
		flags |= os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("opening the journal of the run: %w", err)
	}
	j.file = f
	// A line that was cut off must not be continued.
	if err := j.write(journalLine{Run: key}); err != nil {
		_ = f.Close()
		return nil, err
	}
	return j, nil
}

// load reads what an earlier run left.
func (j *Journal) load(key string) error {
	f, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the journal of the run before: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxJournalLine)
	for lines.Scan() {
		var l journalLine
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			continue // cut off
		}
		switch {
		case l.Run != "" && l.Run != key:
			j.done, j.before = map[string]fileState{}, Counts{}
			return nil
		case l.Path != "" && l.Counts != nil && l.Counts.Reasons != nil:
			j.done[l.Path], j.before = l.fileState, *l.Counts
		}
	}
	return nil // of a line that is too long, what stands before it
}

// write appends a line, on a line of its own whatever stands before it.
func (j *Journal) write(l journalLine) error {
	b, err := json.Marshal(l)
	if err == nil {
		_, err = j.file.Write(append(append([]byte{'\n'}, b...), '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing the journal of the run: %w", err)
	}
	return nil
}

// has reports whether a file was read to its end, and has not changed since.
func (j *Journal) has(path string, info fs.FileInfo) bool {
	was, known := j.done[path]
	return known && was.Size == info.Size() && was.Changed.Equal(info.ModTime())
}

// finish notes a file that was read to its end, all of it stored.
func (j *Journal) finish(f fileState, c Counts) error {
	return j.write(journalLine{fileState: f, Counts: &c})
}

// Close ends the journal. After a run that came to its end it is taken away;
// otherwise the next run goes on from it.
func (j *Journal) Close(complete bool) error {
	err := j.file.Close()
	if complete {
		err = errors.Join(err, os.Remove(j.path))
	}
	if err != nil {
		return fmt.Errorf("closing the journal of the run: %w", err)
	}
	return nil
}
