package fetch

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
)

// maxInMemory is up to how many bytes a body is held in memory; what is longer
// lies in a temporary file.
const maxInMemory = 1 << 20

// Body is all of an answer, decompressed. It is read at any place, as often as
// one likes, until it is closed.
type Body struct {
	io.ReaderAt
	// Size is in bytes.
	Size int64
	file *os.File
}

// Reader returns a reader from the beginning.
func (b *Body) Reader() *io.SectionReader { return io.NewSectionReader(b.ReaderAt, 0, b.Size) }

// Close lets go of the body.
func (b *Body) Close() {
	if b == nil || b.file == nil {
		return
	}
	_ = b.file.Close()
	_ = os.Remove(b.file.Name()) // where an open file cannot be removed
	b.file = nil
}

// read takes the body of an answer, up to what limit allows.
func read(u *url.URL, res *http.Response, r io.Reader, limit func([]byte) int64) (*Body, error) {
	buf := bufio.NewReaderSize(r, HeadSize)
	head, err := buf.Peek(HeadSize)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, err
	}
	most := limit(head)
	tooLarge := &Error{Code: codeTooLarge, URL: u.String(), Reason: fmt.Sprintf("it holds more than %d bytes (%d MB), the limit of what is fetched of this kind; get it by other means and index the file", most, most>>20)}
	if res.Header.Get("Content-Encoding") == "" && res.ContentLength > most {
		return nil, tooLarge
	}
	limited := &io.LimitedReader{R: buf, N: most + 1}
	body, err := spool(limited)
	switch {
	case err != nil:
		return nil, err
	case limited.N <= 0:
		body.Close()
		return nil, tooLarge
	}
	return body, nil
}

// spool reads r to its end.
func spool(r io.Reader) (*Body, error) {
	var mem bytes.Buffer
	if _, err := io.CopyN(&mem, r, maxInMemory+1); err != nil && err != io.EOF {
		return nil, err
	}
	if mem.Len() <= maxInMemory {
		return &Body{ReaderAt: bytes.NewReader(mem.Bytes()), Size: int64(mem.Len())}, nil
	}
	f, err := os.CreateTemp("", "newsdex-fetch-*")
	if err != nil {
		return nil, fmt.Errorf("making a temporary file for what is fetched: %w", err)
	}
	_ = os.Remove(f.Name()) // it lives as long as it is open
	body := &Body{ReaderAt: f, file: f}
	if body.Size, err = io.Copy(f, io.MultiReader(&mem, r)); err != nil {
		body.Close()
		return nil, err
	}
	return body, nil
}
