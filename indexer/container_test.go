package indexer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// member is a file of an archive that a test makes.
type member struct {
	name, data string
	kind       byte // of tar, TypeReg when it is 0
	raw        *raw // of zip, written as it is
}

type raw struct {
	method, flags uint16
	plain         string
}

func stored(name, data string) member { return member{name: name, data: data, raw: &raw{plain: data}} }

func tarred(t *testing.T, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.data)), Typeflag: tar.TypeReg}
		if m.kind != 0 {
			h.Typeflag, h.Linkname = m.kind, "/etc/passwd"
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zipOf(t *testing.T, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		var f io.Writer
		var err error
		if m.raw != nil {
			h.Method, h.Flags = m.raw.method, m.raw.flags
			h.CompressedSize64, h.UncompressedSize64, h.CRC32 = uint64(len(m.data)), uint64(len(m.raw.plain)), crc32.ChecksumIEEE([]byte(m.raw.plain))
			f, err = w.CreateRaw(h)
		} else {
			f, err = w.CreateHeader(h)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstdOf(t *testing.T, s string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

// bzip2Text is "Packed\n\nBody.\n", written by bzip2.
const bzip2Text = "425a68393141592653592bd864f5000002d78000100001100040002e088020200022000f508069a68b671d2af400f1772453850902bd864f50"

func unhex(t *testing.T, s string) string {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestContainers(t *testing.T) {
	txt := func(s string) string { return s + "\n\nBody of " + s + "." }
	nested := txt("deep")
	for range maxLayers + 1 {
		nested = zipped(t, nested)
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"zip", map[string]string{"a.zip": zipOf(t, member{name: "one.txt", data: txt("One")}, member{name: "d/"}, member{name: "d/two.jsonl", data: "{\"title\":\"Two\"}\n{\"title\":\"\n"}, member{name: "d/three.pdf", data: "%PDF-1.4"})},
			`stored ~/a.zip!one.txt
stored ~/a.zip!d/two.jsonl#1
skipped ~/a.zip!d/two.jsonl, record 2 (byte 16): column 10: the object does not end on this line; write one whole JSON object per line
skipped ~/a.zip!d/three.pdf: this is PDF, which is not read yet; save it as text
read 4 · added 2 · updated 0 · unchanged 0 · skipped 2 (broken record 1, format not read 1)
`},
		{"tar", map[string]string{"a.tar": tarred(t, member{name: "./d/one.txt", data: txt("One")}, member{name: "d", kind: tar.TypeDir}, member{name: "l", kind: tar.TypeSymlink}, member{name: "h", kind: tar.TypeLink}, member{name: "fifo", kind: tar.TypeFifo}, member{name: "/etc/passwd", data: txt("Two")}, member{name: "../../up.txt", data: txt("Three")})},
			`stored ~/a.tar!d/one.txt
stored ~/a.tar!/etc/passwd
stored ~/a.tar!../../up.txt
skipped ~/a.tar!fifo: this member is a device or a pipe, not a file; only files are read
noted link in an archive passed over: 2, first in ~/a.tar!l
read 4 · added 3 · updated 0 · unchanged 0 · skipped 1 (not a file 1)
`},
		{"compressed tars", map[string]string{"a.tar.gz": zipped(t, tarred(t, member{name: "1.txt", data: txt("One")})), "b.tgz": zipped(t, tarred(t, member{name: "1.txt", data: txt("Two")})), "c.tar.zst": zstdOf(t, tarred(t, member{name: "1.txt", data: txt("Three")}))},
			`stored ~/a.tar.gz!1.txt
stored ~/b.tgz!1.txt
stored ~/c.tar.zst!1.txt
read 3 · added 3 · updated 0 · unchanged 0 · skipped 0
`},
		{"compressions", map[string]string{"a.txt.gz": zipped(t, "One\n\nBo") + zipped(t, "dy."), "b.txt.zst": zstdOf(t, txt("Two")), "c.txt.bz2": unhex(t, bzip2Text), "d.txt": "BZh9 is no archive"},
			`stored ~/a.txt.gz
stored ~/b.txt.zst
stored ~/c.txt.bz2
stored ~/d.txt
read 4 · added 4 · updated 0 · unchanged 0 · skipped 0
`},
		{"one in another", map[string]string{"a.zip": zipOf(t, member{name: "x/1.txt.gz", data: zipped(t, txt("One"))}, member{name: "b.zip", data: zipOf(t, member{name: "2.txt", data: txt("Two")})}, member{name: "c.tar.gz", data: zipped(t, tarred(t, member{name: "3.txt", data: txt("Three")}))})},
			`stored ~/a.zip!x/1.txt.gz
stored ~/a.zip!b.zip!2.txt
stored ~/a.zip!c.tar.gz!3.txt
read 3 · added 3 · updated 0 · unchanged 0 · skipped 0
`},
		{"too deep", map[string]string{"a.gz": nested},
			`skipped ~/a.gz: more than 4 containers stand in each other here; unpack the outer ones
read 1 · added 0 · updated 0 · unchanged 0 · skipped 1 (nested too deep 1)
`},
		{"names", map[string]string{"a.zip": zipOf(t, member{name: `win\one.txt`, data: txt("One")}, member{name: "b!c.txt", data: txt("Two")}, member{name: "b!c.txt", data: txt("Three")}, member{name: "__MACOSX/._b.txt", data: "x"}, member{name: "d/.hidden/x.txt", data: "x"}, member{name: "caf\xe9\x1b.txt", data: txt("Four")})},
			`stored ~/a.zip!win/one.txt
stored ~/a.zip!b\x21c.txt
stored ~/a.zip!b\x21c.txt!!2
stored ~/a.zip!caf\xe9\x1b.txt
noted hidden name passed over: 2, first in ~/a.zip!__MACOSX/._b.txt
read 4 · added 4 · updated 0 · unchanged 0 · skipped 0
`},
		{"not read in zip", map[string]string{"a.zip": zipOf(t, member{name: "e.txt", data: "xxxxxxxxxxxxxxxx", raw: &raw{flags: encrypted}}, member{name: "l.txt", data: "xx", raw: &raw{method: 14}}, member{name: "z.txt", data: zstdOf(t, txt("One")), raw: &raw{method: zipZstd, plain: txt("One")}}, member{name: "y.txt", data: txt("Two"), raw: &raw{plain: txt("Owt")}})},
			`stored ~/a.zip!z.txt
skipped ~/a.zip!e.txt: this member is encrypted; unpack the archive with its password
skipped ~/a.zip!l.txt: this member is compressed with method 14, which is not read (deflate, bzip2, zstd and none are); unpack the archive
skipped ~/a.zip!y.txt: the zip data is damaged or cut short (reading the text: zip: checksum error); get the file again
read 4 · added 1 · updated 0 · unchanged 0 · skipped 3 (compression not read 1, damaged zip 1, encrypted 1)
`},
		{"office documents", map[string]string{"a.docx": zipOf(t, member{name: "word/document.xml", data: "<x/>"}), "b.zip": zipOf(t, stored("mimetype", "application/epub+zip"))},
			`skipped ~/a.docx: this is a ZIP archive or an office document, which is not read yet; save it as text
skipped ~/b.zip: this is a ZIP archive or an office document, which is not read yet; save it as text
read 2 · added 0 · updated 0 · unchanged 0 · skipped 2 (format not read 2)
`},
		{"empty", map[string]string{"a.zip": zipOf(t), "b.tar.gz": zipped(t, tarred(t))},
			`skipped ~/a.zip: the ZIP archive is empty (it holds no file)
skipped ~/b.tar.gz: binary data, not text (NUL bytes, or more than 10 % control characters)
read 2 · added 0 · updated 0 · unchanged 0 · skipped 2 (binary file 1, empty file 1)
`},
		{"cut tar", map[string]string{"a.tar": cut(tarred(t, member{name: "1.txt", data: txt("One")}, member{name: "2.txt", data: txt("Two")}), 1024+500), "b.tar": cut(tarred(t, member{name: "1.txt", data: txt("Three")}), 1024)},
			`stored ~/a.tar!1.txt
stored ~/b.tar!1.txt
skipped ~/a.tar!2.txt: the tar data is damaged or cut short (reading the text: unexpected EOF); get the file again
skipped ~/a.tar: the tar archive breaks off after member 2 (2.txt), near byte 1548 (unexpected EOF); what stands before is read, get the file again for the rest
noted tar archive without its end mark (it may be cut short): 1, first in ~/b.tar
read 4 · added 2 · updated 0 · unchanged 0 · skipped 2 (damaged tar 2)
`},
		{"cut zip", map[string]string{"a.zip": cut(zipOf(t, member{name: "1.txt", data: txt("One")}, member{name: "d/"}, stored("2.txt", txt("Two"))), 60), "b.zip": zipOf(t, member{name: "1.txt", data: txt("Three")}, member{name: "2.txt", data: txt("Four")})[:70]},
			`stored ~/a.zip!1.txt
stored ~/a.zip!2.txt
stored ~/b.zip!1.txt
skipped ~/a.zip: the list of members at the end of the ZIP archive is damaged or cut short (zip: not a valid zip file); the 2 members before it are read, get the file again
skipped ~/b.zip: the zip archive breaks off after member 1 (1.txt), near byte 59 (unexpected EOF); what stands before is read, get the file again for the rest
read 5 · added 3 · updated 0 · unchanged 0 · skipped 2 (damaged zip 2)
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			root := lay(t, tt.files)
			got := places(t, m, root)
			if got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

// places is a run as its reader sees it, with the place of each article.
func places(t *testing.T, m *memory, root string) string {
	t.Helper()
	var b strings.Builder
	r, err := Run(t.Context(), m, []string{root}, Options{OnProblem: func(p Problem) { fmt.Fprintf(&b, "skipped %s\n", p) }})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	var stored strings.Builder
	for _, ids := range m.batches {
		for _, id := range ids {
			fmt.Fprintf(&stored, "stored %s\n", m.held[id].ReadFrom)
		}
	}
	return strings.ReplaceAll(filepath.ToSlash(stored.String()+b.String()+r.String()), filepath.ToSlash(root), "~")
}

// TestBombs: what has been unpacked so far stands just below the limit.
func TestBombs(t *testing.T) {
	sizes := regexp.MustCompile(`\d+ bytes unpack to more than \d+, over 200 times as much, as archives do that were made to do harm; unpack it by hand if you trust it`)
	text := member{name: "a.txt", data: "One\n\nBody"}
	blanks := member{name: "b.jsonl", data: "{\"title\":\"T\"}\n" + strings.Repeat("\n", 2<<20)}
	tests := []struct {
		name, file, data string
		depth            int
		want             string
	}{
		{"gzip", "a.jsonl.gz", zipped(t, blanks.data), 1, `1 articles
skipped a: BOMB
`},
		{"tar", "a.tgz", zipped(t, tarred(t, text, blanks, text)), 1, `2 articles
skipped a!b.jsonl: BOMB
skipped a: reading the archive stopped in member 2 (b.jsonl); the members before it are read: BOMB
`},
		{"tar of what is not read", "a.tgz", zipped(t, tarred(t, text, member{name: "b.pdf", data: "%PDF-" + blanks.data}, text)), 1, `1 articles
skipped a!b.pdf: this is PDF, which is not read yet; save it as text
skipped a: BOMB
`},
		{"zip", "a.zip", zipOf(t, text, blanks, text), 1, `2 articles
skipped a!b.jsonl: BOMB
skipped a: reading the archive stopped in member 2 (b.jsonl); the members before it are read: BOMB
`},
		{"zip in zip", "a.zip", zipOf(t, member{name: "c.zip", data: zipOf(t, blanks)}, text), 2, `1 articles
skipped a!c.zip!b.jsonl: BOMB
skipped a!c.zip: reading the archive stopped in member 1 (b.jsonl); the members before it are read: BOMB
skipped a: reading the archive stopped in member 1 (c.zip); the members before it are read: BOMB
`},
		{"zip with members that share their data", "a.zip", overlapping(t, member{name: "b.jsonl", data: blanks.data[:300<<10]}, 20), 1, `4 articles
skipped a!b.jsonl!!4: BOMB
skipped a: reading the archive stopped in member 4 (b.jsonl); the members before it are read: BOMB
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			articles, problems := 0, ""
			s := source{ctx: t.Context(), builder: NewBuilder(Options{}), yield: func(it item) bool {
				if it.article != nil {
					articles++
				}
				if it.problem != nil {
					problems += fmt.Sprintf("skipped %s\n", it.problem)
				}
				return true
			}}
			b := &budget{}
			b.out[tt.depth] = freeUnpacked - 1<<20
			s.contents(stream{r: strings.NewReader(tt.data), at: strings.NewReader(tt.data), size: int64(len(tt.data)), name: tt.file, shown: "a", budget: b})
			problems = sizes.ReplaceAllString(problems, "BOMB")
			if got := fmt.Sprintf("%d articles\n%s", articles, problems); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

// overlapping is a ZIP archive whose members share their data.
func overlapping(t *testing.T, m member, times int) string {
	t.Helper()
	one := zipOf(t, m)
	list, end := strings.Index(one, zipListing), strings.LastIndex(one, zipEnd)
	raw := []byte(one[:list] + strings.Repeat(one[list:end], times) + one[end:])
	tail := raw[len(raw)-22:] // the end of the list (APPNOTE 4.3.16)
	binary.LittleEndian.PutUint16(tail[8:], uint16(times))
	binary.LittleEndian.PutUint16(tail[10:], uint16(times))
	binary.LittleEndian.PutUint32(tail[12:], uint32(times*(end-list)))
	return string(raw)
}

// TestDamagedRecord: in a web archive that is compressed by record, damage costs
// one record, wherever the members are.
func TestDamagedRecord(t *testing.T) {
	record := func(text string) string {
		return zipped(t, fmt.Sprintf("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(text), text))
	}
	bad := []byte(record(strings.Repeat("A text that is damaged. ", 20)))
	copy(bad[len(bad)/2:], "\xff\xff\xff\xff\xff\xff")
	data := record("One") + string(bad) + record("Two") + "junk" + record("Three")
	got := places(t, newMemory(), lay(t, map[string]string{"a.warc.gz": data, "b.tar": tarred(t, member{name: "c.warc.gz", data: data})}))
	for _, want := range []string{
		"stored ~/a.warc.gz#1\n", "stored ~/a.warc.gz#3\n", "stored ~/a.warc.gz#5\n", "skipped ~/a.warc.gz, record 2 (byte ", "skipped ~/b.tar!c.warc.gz, record 2 (byte ",
		"added 3 · updated 0 · unchanged 3 · skipped 4 (broken record 4)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

// TestSpoolLeavesNothing: an archive in another leaves no temporary file.
func TestSpoolLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	big := zipOf(t, member{name: "1.txt", data: "One\n\nBody"}, stored("2.bin", strings.Repeat("x", spoolInMemory)))
	got := places(t, newMemory(), lay(t, map[string]string{"a.tar": tarred(t, member{name: "b.zip", data: big})}))
	if !strings.Contains(got, "stored ~/a.tar!b.zip!1.txt") {
		t.Error(got)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
