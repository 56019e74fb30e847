// Package blocks knows how stored records are kept small: several are
// compressed together, and each is read by its number. It must never know what
// a record says, or bleve.
package blocks

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"
)

// ErrDamaged is wrapped by errors about bytes that no builder wrote.
var ErrDamaged = errors.New("stored records are damaged")

// blockBytes is how much of records, before compression, fills a block. A read
// decompresses its block: about seven microseconds. Twice as much makes an index
// of short articles two hundredths of their text smaller, and a read cost a
// quarter more.
const blockBytes = 2 << 10

// MaxRecord is the longest record, in bytes: room for an article of 16 MB whose
// every byte is escaped.
const MaxRecord = 128 << 20

// A part is the blocks one after the other, each a zstd frame, then
//
//	blocks     where each ends (uint64), and how many records end in it or
//	           before it (uint32)
//	records    where each ends in its block, before compression (uint32)
//	footer     blocks, records (uint64)
const (
	blockEntry = 12
	footerSize = 16
)

// Builder writes records.
type Builder struct {
	w       io.Writer
	enc     *zstd.Encoder
	at      uint64
	block   []byte // records of the block in the making
	frame   []byte
	entries []byte
	ends    []byte
	records uint32
	pending int // records of block
	blocks  int
}

// NewBuilder returns a builder that writes to w. It keeps four bytes a record.
func NewBuilder(w io.Writer) (*Builder, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithWindowSize(windowSize))
	if err != nil {
		return nil, fmt.Errorf("compressing records: %w", err)
	}
	return &Builder{w: w, enc: enc}, nil
}

// windowSize is how far back matches are looked for: a block, and enough of a
// long record.
const windowSize = 64 << 10

// Add writes the next record.
func (b *Builder) Add(record []byte) error {
	if len(record) > MaxRecord {
		return fmt.Errorf("a record of %d bytes; the limit is %d", len(record), MaxRecord)
	}
	b.block = append(b.block, record...)
	b.ends = binary.LittleEndian.AppendUint32(b.ends, uint32(len(b.block)))
	b.records++
	b.pending++
	if len(b.block) >= blockBytes {
		return b.flush()
	}
	return nil
}

// flush compresses and writes the block.
func (b *Builder) flush() error {
	if b.pending == 0 {
		return nil
	}
	b.frame = b.enc.EncodeAll(b.block, b.frame[:0])
	b.block, b.pending = b.block[:0], 0
	return b.write(b.frame)
}

// write writes a frame and its entry.
func (b *Builder) write(frame []byte) error {
	if _, err := b.w.Write(frame); err != nil {
		return fmt.Errorf("writing records: %w", err)
	}
	b.at += uint64(len(frame))
	b.entries = binary.LittleEndian.AppendUint64(b.entries, b.at)
	b.entries = binary.LittleEndian.AppendUint32(b.entries, b.records)
	b.blocks++
	return nil
}

// Close writes the last block and the table.
func (b *Builder) Close() error {
	if err := b.flush(); err != nil {
		return err
	}
	b.enc.Close()
	tail := binary.LittleEndian.AppendUint64(append(b.entries, b.ends...), uint64(b.blocks))
	if _, err := b.w.Write(binary.LittleEndian.AppendUint64(tail, uint64(b.records))); err != nil {
		return fmt.Errorf("writing the table of records: %w", err)
	}
	return nil
}

// Reader reads the records of a part. The zero Reader has none. It is safe for
// concurrent use.
type Reader struct {
	frames, entries, ends []byte
	blocks, records       int
}

// Open opens a part.
func Open(b []byte) (Reader, error) {
	if len(b) < footerSize {
		return Reader{}, fmt.Errorf("%w: %d bytes", ErrDamaged, len(b))
	}
	footer := b[len(b)-footerSize:]
	b = b[:len(b)-footerSize]
	blocks, records := binary.LittleEndian.Uint64(footer), binary.LittleEndian.Uint64(footer[8:])
	if blocks > uint64(len(b))/blockEntry || records > uint64(len(b))/4 || blocks*blockEntry+records*4 > uint64(len(b)) {
		return Reader{}, fmt.Errorf("%w: %d records in %d blocks in %d bytes", ErrDamaged, records, blocks, len(b))
	}
	r := Reader{blocks: int(blocks), records: int(records)}
	cut := len(b) - int(records)*4
	b, r.ends = b[:cut], b[cut:]
	cut = len(b) - int(blocks)*blockEntry
	r.frames, r.entries = b[:cut], b[cut:]
	if n := r.upTo(r.blocks - 1); n != r.records { // a merge would lose the others
		return Reader{}, fmt.Errorf("%w: %d records in blocks of %d", ErrDamaged, r.records, n)
	}
	return r, nil
}

// Len returns how many records there are.
func (r *Reader) Len() int { return r.records }

// upTo returns how many records end in the block or before it.
func (r *Reader) upTo(block int) int {
	if block < 0 {
		return 0
	}
	return int(binary.LittleEndian.Uint32(r.entries[block*blockEntry+8:]))
}

// frame returns the compressed bytes of a block.
func (r *Reader) frame(block int) ([]byte, error) {
	start, end := uint64(0), binary.LittleEndian.Uint64(r.entries[block*blockEntry:])
	if block > 0 {
		start = binary.LittleEndian.Uint64(r.entries[(block-1)*blockEntry:])
	}
	if start > end || end > uint64(len(r.frames)) {
		return nil, fmt.Errorf("%w: block %d from %d to %d of %d", ErrDamaged, block, start, end, len(r.frames))
	}
	return r.frames[start:end], nil
}

// blockOf returns the block that a record ends in.
func (r *Reader) blockOf(record int) int {
	low, high := 0, r.blocks
	for low < high {
		if mid := (low + high) / 2; r.upTo(mid) <= record {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// within returns where a record stands in its block, which begins with record
// first.
func (r *Reader) within(record, first int) (start, end int) {
	if record > first {
		start = int(binary.LittleEndian.Uint32(r.ends[4*(record-1):]))
	}
	return start, int(binary.LittleEndian.Uint32(r.ends[4*record:]))
}

// Decoder decompresses blocks. It remembers the last one, so that neighbours
// cost one decompression. It is not safe for concurrent use.
type Decoder struct {
	dec   *zstd.Decoder
	of    []byte // the frame that block was
	block []byte
}

// NewDecoder returns a decoder for any number of readers. Close it.
func NewDecoder() (*Decoder, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxRecord+blockBytes), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, fmt.Errorf("decompressing records: %w", err)
	}
	return &Decoder{dec: dec}, nil
}

// Forget makes the decoder forget the block it remembers. It must be called
// before the bytes of its reader go away: others may come to stand in their place.
//
// It also lets go of the memory of a large block, so that decoders kept for later
// do not each hold the longest article that was ever read.
func (d *Decoder) Forget() {
	d.of = nil
	if cap(d.block) > maxIdle {
		d.block = nil
	}
}

// maxIdle is how much a forgetful decoder keeps, in bytes: more than nearly all
// blocks take.
const maxIdle = 1 << 20

// Close lets go of what the decoder holds.
func (d *Decoder) Close() { d.dec.Close() }

// read decompresses a block of r.
func (d *Decoder) read(r *Reader, block int) ([]byte, error) {
	frame, err := r.frame(block)
	if err != nil {
		return nil, err
	}
	if len(frame) > 0 && len(d.of) == len(frame) && &d.of[0] == &frame[0] {
		return d.block, nil
	}
	d.of = nil
	if d.block, err = d.dec.DecodeAll(frame, d.block[:0]); err != nil {
		return nil, fmt.Errorf("%w: block %d: %w", ErrDamaged, block, err)
	}
	d.of = frame
	return d.block, nil
}

// Get returns a record, good until the next call: some twenty microseconds when
// its block has to be decompressed.
func (d *Decoder) Get(r *Reader, record uint32) ([]byte, error) {
	if int(record) >= r.records {
		return nil, fmt.Errorf("%w: record %d of %d", ErrDamaged, record, r.records)
	}
	block := r.blockOf(int(record))
	start, end := r.within(int(record), r.upTo(block-1))
	if block == r.blocks || start == end {
		return nil, nil
	}
	b, err := d.read(r, block)
	if err != nil {
		return nil, err
	}
	if start > end || end > len(b) {
		return nil, fmt.Errorf("%w: record %d from %d to %d of a block of %d bytes", ErrDamaged, record, start, end, len(b))
	}
	return b[start:end], nil
}

// dropped is the number of a document that a merge leaves out.
const dropped = math.MaxUint64

// Merge writes the records that are kept, in order. A block that is full enough
// and of which no record is dropped is copied as it is.
func Merge(w io.Writer, in []Reader, numbers [][]uint64, stop func() error) error {
	if len(in) != len(numbers) {
		return fmt.Errorf("merging %d parts of records with the numbers of %d", len(in), len(numbers))
	}
	b, err := NewBuilder(w)
	if err != nil {
		return err
	}
	d, err := NewDecoder()
	if err != nil {
		return err
	}
	defer d.Close()
	for i := range in {
		r := &in[i]
		if len(numbers[i]) != r.records {
			return fmt.Errorf("%w: %d records for %d documents", ErrDamaged, r.records, len(numbers[i]))
		}
		for block := range r.blocks {
			if err := stop(); err != nil {
				return err
			}
			first, last := r.upTo(block-1), r.upTo(block)
			if first > last || last > r.records {
				return fmt.Errorf("%w: block %d has records %d to %d", ErrDamaged, block, first, last)
			}
			if err := b.merge(d, r, block, numbers[i], first, last); err != nil {
				return err
			}
		}
	}
	return b.Close()
}

// merge adds the records of one block that are kept.
func (b *Builder) merge(d *Decoder, r *Reader, block int, numbers []uint64, first, last int) error {
	whole := true
	for _, n := range numbers[first:last] {
		whole = whole && n != dropped
	}
	if last > first && whole {
		if _, size := r.within(last-1, first); size >= blockBytes {
			frame, err := r.frame(block)
			if err != nil {
				return err
			}
			// What is held back goes first, in a block that may be short.
			if err := b.flush(); err != nil {
				return err
			}
			b.ends = append(b.ends, r.ends[4*first:4*last]...)
			b.records += uint32(last - first)
			return b.write(frame)
		}
	}
	for n := first; n < last; n++ {
		if numbers[n] == dropped {
			continue
		}
		record, err := d.Get(r, uint32(n))
		if err != nil {
			return err
		}
		if err := b.Add(record); err != nil {
			return err
		}
	}
	return nil
}
