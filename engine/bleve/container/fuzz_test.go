package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzOpen holds opening to its promise: whatever the bytes, there is an error
// that names the file, or a segment whose parts lie within it and of which every
// byte is accounted for. seal makes the checksums of the table and of the parts
// right, so that what is behind them is reached. That of zap's image is never
// made: zap trusts a right one, and can be made to take any amount of memory.
func FuzzOpen(f *testing.F) {
	p := New(&fake{})
	good := read(f, persist(f, memory(f, p, "a", "b")))
	f.Add(good, false)
	f.Add(good, true)
	f.Add(good[:len(good)-1], true)
	f.Add(good[len(good)-footerSize:], true)
	f.Add([]byte{}, false)
	for _, at := range []int{0, len(good) - 8, len(good) - 12, len(good) - 24, len(good) - 32, len(good) - footerSize - 24, len(good) - footerSize - entrySize, len(good) - footerSize - 2} {
		b := bytes.Clone(good)
		b[at]++
		f.Add(b, true)
	}
	path := filepath.Join(f.TempDir(), "f.zap")
	f.Fuzz(func(t *testing.T, b []byte, fix bool) {
		if fix {
			b = seal(bytes.Clone(b))
		}
		if _, err := inspect(bytes.NewReader(b), int64(len(b)), false); err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
				t.Fatal(err)
			}
			return // the file would say the same, at a hundred times the cost
		}
		write(t, path, b)
		s, err := p.Open(path)
		if err != nil {
			if s != nil || !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), path) {
				t.Fatalf("%v, %v", s, err)
			}
			return
		}
		defer s.Close()
		c, _ := Of(s)
		if err := c.Verify(); err != nil {
			t.Fatal(err)
		}
		// The same contents, written again, are the same file.
		var again bytes.Buffer
		w := newWriter(&again, nil, nil)
		for i, e := range c.entries {
			w.Begin(e.name)
			part := c.Part(e.name)
			if i == 0 {
				part = c.image()
			}
			if part == nil || uint64(len(part)) != e.length {
				t.Fatalf("part %q is %d bytes, not %d", e.name, len(part), e.length)
			}
			if _, err := w.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.finish(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), b) {
			t.Fatalf("opened %d bytes that are not the %d bytes which their contents make", len(b), again.Len())
		}
	})
}

// seal puts right checksums into a file, wherever its numbers lead.
func seal(b []byte) []byte {
	if len(b) < footerSize {
		return b
	}
	footer := b[len(b)-footerSize:]
	binary.LittleEndian.PutUint32(footer[20:], format)
	copy(footer[24:], magic)
	room := uint64(len(b) - footerSize)
	offset := binary.LittleEndian.Uint64(footer)
	if offset > room {
		return b
	}
	for i, e := 0, b[offset:room]; len(e) >= entrySize; i, e = i+1, e[entrySize:] {
		at, n := binary.LittleEndian.Uint64(e[maxName:]), binary.LittleEndian.Uint64(e[maxName+8:])
		if i > 0 && at <= room && n <= room-at {
			binary.LittleEndian.PutUint32(e[maxName+16:], crc32.Checksum(b[at:at+n], castagnoli))
		}
	}
	table := append(bytes.Clone(b[offset:room]), footer[:16]...)
	binary.LittleEndian.PutUint32(footer[16:], crc32.Checksum(table, castagnoli))
	return b
}
