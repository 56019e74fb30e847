package format

import (
	"bytes"
	"fmt"
	"strings"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/page"
	"newsdex/indexer/format/record"
)

// signature is a known beginning of files that are not read.
type signature struct {
	at    int
	magic string
	what  string
	// weak signatures are plain letters that a text may begin with, too; they
	// count only when the file is binary.
	weak bool
}

// signatures are tried in order.
var signatures = []signature{
	{0, "%PDF-", "PDF", false},
	{0, "filedesc://", "an ARC web archive, the forerunner of WARC", false},
	{0, "PK\x03\x04", "a ZIP archive or an office document", false},
	{0, "PK\x05\x06", "an empty ZIP archive", false},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", false},
	{0, "{\\rtf", "RTF", false},
	{0, "\x89PNG\r\n\x1a\n", "a PNG picture", false},
	{0, "\xff\xd8\xff", "a JPEG picture", false},
	{0, "GIF87a", "a GIF picture", true},
	{0, "GIF89a", "a GIF picture", true},
	{0, "II*\x00", "a TIFF picture", false},
	{0, "MM\x00*", "a TIFF picture", false},
	{0, "BM", "a BMP picture", true},
	{0, "RIFF", "a WebP, WAV or AVI file", true},
	{4, "ftyp", "an MP4 or HEIC file", true},
	{0, "ID3", "an MP3 sound", true},
	{0, "OggS\x00", "an Ogg sound", false},
	{0, "fLaC", "a FLAC sound", true},
	{0, "\x1f\x8b", "gzip data", false},
	{0, "BZh", "a bzip2 archive", true},
	{0, "\xfd7zXZ\x00", "an xz archive", false},
	{0, "\x28\xb5\x2f\xfd", "a zstd archive", false},
	{0, "\x04\x22\x4d\x18", "an lz4 archive", false},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive", false},
	{0, "Rar!\x1a\x07", "a RAR archive", false},
	{257, "ustar", "a tar archive", true},
	{0, "SQLite format 3\x00", "an SQLite database", false},
	{0, "\x7fELF", "a program", false},
	{0, "MZ", "a program", true},
	{0, "\xcf\xfa\xed\xfe", "a program", false},
	{0, "\x00asm", "a program", false},
	{0, "wOF", "a font", true},
}

// refuseSignature returns a refusal for what begins like a known binary kind.
func refuseSignature(head []byte, _ string) *record.Refusal {
	for _, s := range signatures {
		if len(head) < s.at || !bytes.HasPrefix(head[s.at:], []byte(s.magic)) {
			continue
		}
		if s.weak && !decode.Binary(head) {
			continue
		}
		advice := "save it as text"
		switch {
		case strings.Contains(s.what, "WARC"):
			advice = "convert it to WARC"
		case strings.HasSuffix(s.what, "archive"):
			advice = "unpack it"
		}
		return &record.Refusal{Code: record.NotRead, Reason: "this is " + s.what + ", which is not read yet; " + advice}
	}
	return nil
}

// otherText are extensions of text files that hold no article: reading one as
// prose would be a guess that nobody asked for.
var otherText = map[string]string{
	".mhtml": "a web archive", ".mht": "a web archive",
	".xml": "XML", ".rss": "XML", ".atom": "XML", ".svg": "XML", ".sgm": "SGML", ".sgml": "SGML",
	".emlx": "mail of one program",
	".css":  "program text", ".js": "program text", ".mjs": "program text", ".ts": "program text",
	".go": "program text", ".py": "program text", ".sh": "program text", ".c": "program text", ".h": "program text",
	".java": "program text", ".sql": "program text", ".php": "program text", ".rb": "program text",
	".yaml": "settings", ".yml": "settings", ".toml": "settings", ".ini": "settings",
}

// refuseMarkup returns a refusal for text of a kind that is not read.
func refuseMarkup(text []byte, name string) *record.Refusal {
	start := record.SkipBlank(text)
	lower := bytes.ToLower(start[:min(len(start), 16)])
	for _, m := range page.OtherMarkup {
		if bytes.HasPrefix(lower, []byte(m)) {
			return &record.Refusal{Code: record.NotRead, Reason: "XML of this kind is not read yet; save the article as text"}
		}
	}
	if what := otherText[record.Extension(name)]; what != "" {
		return &record.Refusal{Code: record.NotRead, Reason: fmt.Sprintf("%s (by its extension %s) is not read yet; save the article as text", what, record.Extension(name))}
	}
	return nil
}

// refuseJSON says why text that no format took is not read: it is no JSON under
// a name that promises it.
func refuseJSON(text []byte, name string) *record.Refusal {
	start := record.SkipBlank(text)
	switch {
	case len(start) == 0:
		return &record.Refusal{Code: record.EmptyFile, Reason: "the file is empty (it holds blanks only)"}
	}
	line, _, _ := bytes.Cut(start, []byte("\n"))
	return &record.Refusal{Code: record.NotRead, Reason: fmt.Sprintf("named %s, but the first line is not a JSON object (it begins %.40q); write one JSON object per line, or name a text .txt",
		record.Extension(name), strings.ToValidUTF8(string(line[:min(len(line), 40)]), ""))}
}
