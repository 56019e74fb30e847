package record

import (
	"io"
	"net/url"
	"strings"
)

// Input is one file to be read. Only the reader must be there.
type Input struct {
	io.Reader
	// Name is the name of the file without folder and compression.
	Name string
	// ContentType is what the file was sent with (an HTTP header), if it was.
	ContentType string
	// URL is where the file comes from: relative links are resolved against it.
	URL string
	// Map gives names of fields that a record may use, by the field of Record
	// they mean: "headline": {"Title"}. They go before those known here. A
	// format that has names of its own (see Format.Mapped) says that it did not
	// use them.
	Map map[string][]string
}

// Resolve makes a relative address absolute by that of the input, when it has
// one. What cannot be resolved stays as it is.
func (in Input) Resolve(address string) string {
	if address == "" || in.URL == "" {
		return address
	}
	base, err := url.Parse(in.URL)
	if err != nil {
		return address
	}
	u, err := base.Parse(strings.TrimSpace(address))
	if err != nil {
		return address
	}
	return u.String()
}
