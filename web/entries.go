package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"

	"newsdex/indexer"
)

// maxEntryBytes bounds the file with a line about every record of a job: some
// 200,000 records. newsdex index --report has no such limit.
const maxEntryBytes = 32 << 20

// entryLog keeps the lines about the records of a job in a temporary file, which
// is made with the first of them.
type entryLog struct {
	mu     sync.Mutex
	file   *tempFile
	w      *bufio.Writer
	size   int64
	left   int // lines that are not kept, for the limit or for an error
	closed bool
}

func newEntryLog() *entryLog { return &entryLog{} }

// add keeps a line, while there is room. What cannot be kept is counted; a job
// does not fail for it.
func (l *entryLog) add(e indexer.Entry) {
	line, err := json.Marshal(e)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil || l.closed || l.left > 0 || l.size+int64(len(line))+1 > maxEntryBytes {
		l.left++
		return
	}
	if l.file == nil {
		if l.file, err = newTempFile("newsdex-job-*.jsonl"); err != nil {
			l.left++
			return
		}
		l.w = bufio.NewWriter(l.file)
	}
	if _, err := l.w.Write(append(line, '\n')); err != nil {
		l.left++
		return
	}
	l.size += int64(len(line)) + 1
}

// read returns the lines so far, and how many were left out.
func (l *entryLog) read() (lines io.Reader, left int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return io.MultiReader(), l.left, nil
	}
	if err := l.w.Flush(); err != nil {
		return nil, 0, fmt.Errorf("writing the account of a job: %w", err)
	}
	return io.NewSectionReader(l.file, 0, l.size), l.left, nil
}

func (l *entryLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.file != nil {
		l.file.close()
	}
}

// tempFile is a file without a name, where the system has such: nothing is left
// behind even by a kill.
type tempFile struct {
	*os.File
	gone bool
}

func newTempFile(pattern string) (*tempFile, error) {
	f, err := os.CreateTemp("", pattern)
	if err != nil {
		return nil, fmt.Errorf("making a temporary file: %w", err)
	}
	return &tempFile{f, os.Remove(f.Name()) == nil}, nil
}

func (f *tempFile) close() {
	_ = f.Close()
	if !f.gone {
		_ = os.Remove(f.Name())
	}
}
