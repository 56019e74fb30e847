package article

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"path"
	"strings"
)

// Basis says what an identifier was made from.
type Basis string

const (
	// OwnID: the record came with its identifier (a field, a guid, a PUT path).
	OwnID Basis = "own"
	// URLID: the hash of the canonical URL.
	URLID Basis = "url"
	// TextID: the hash of headline and body; it changes with the text.
	TextID Basis = "text"
)

// hashBytes is how much of a SHA-256 stands in an identifier or hash: 128 bits
// keep collisions out of reach and addresses short.
const hashBytes = 16

// Identify sets ID and Basis: own when it is not empty, else from the URL,
// else from headline and body.
func (a *Article) Identify(own string) {
	switch {
	case own != "":
		a.ID, a.Basis = own, OwnID
	case a.URL != "":
		a.ID, a.Basis = "u-"+hash(CanonicalURL(a.URL)), URLID
	default:
		a.ID, a.Basis = "t-"+hash(a.Headline, a.Body), TextID
	}
}

// HashContent sets ContentHash from everything a reader can see: all fields
// but the identity, the dates of handling and the places it was read from.
func (a *Article) HashContent() {
	parts := []string{a.Headline, a.Body, a.Source, a.Section, a.Lang, a.URL, a.Published.String(), a.Published.Day, a.Updated.String(), "byline"}
	parts = append(parts, a.Byline...)
	parts = append(parts, "tags")
	parts = append(parts, a.Tags...)
	a.ContentHash = hash(parts...)
}

// hash returns the first half of the SHA-256 of the parts, in hexadecimal. Each
// part is preceded by its length, so that no two lists run together.
func hash(parts ...string) string {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:hashBytes])
}

// CanonicalURL returns the address in the form that identity and url: queries
// compare: http and https are one ("https"), the host in lower case without
// "www." and default port, the path cleaned without a final slash, parameters
// sorted without those that only track readers, no fragment. What does not
// parse is returned as it is.
func CanonicalURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return raw
	}
	if u.Scheme == "http" || u.Scheme == "HTTP" {
		u.Scheme = "https"
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host += ":" + p
	}
	u.Host, u.User, u.Fragment, u.RawFragment = host, nil, "", ""
	if u.Path != "" {
		u.Path = strings.TrimSuffix(path.Clean("/"+u.Path), "/")
		u.RawPath = ""
	}
	q := u.Query()
	for name := range q {
		if tracks(name) {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode() // sorted by name
	u.ForceQuery = false
	return u.String()
}

// tracks reports whether a URL parameter only says where a reader came from.
func tracks(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "utm_") {
		return true
	}
	switch name {
	case "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "cmpid", "ocid", "smid", "ref_src":
		return true
	}
	return false
}

// Host returns the lower-case host of the article's URL without "www.", "" when
// it has none.
func (a *Article) Host() string {
	u, err := url.Parse(a.URL)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// TextKey returns a number that articles of the same text share: the same
// headline and body, however many blanks stand between the words. It is 62 bits
// of a SHA-256, so that two texts of a million share one by chance once in ten
// million indexes. Articles without a body, such as mere headlines of a wire,
// have none.
func (a *Article) TextKey() (key int64, ok bool) {
	h := sha256.New()
	block := make([]byte, 0, textBlock)
	for _, text := range []string{a.Headline, a.Body} {
		ok = false
		for w := range strings.FieldsSeq(text) {
			ok = true
			for len(w) >= textBlock-len(block) {
				n := copy(block[len(block):textBlock], w)
				h.Write(block[:len(block)+n])
				block, w = block[:0], w[n:]
			}
			block = append(append(block, w...), ' ')
		}
		if len(block) == textBlock {
			h.Write(block)
			block = block[:0]
		}
		block = append(block, '\n')
	}
	if !ok {
		return 0, false
	}
	h.Write(block)
	return int64(binary.BigEndian.Uint64(h.Sum(nil)) >> 2), true
}

// textBlock is how much of a text is hashed at once, in bytes: word by word
// takes three times as long.
const textBlock = 1 << 10
