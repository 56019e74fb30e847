// Package rawjson walks JSON as it is written, without decoding it: how it
// begins, one level of it, and in plain words where it is broken. It must never
// know what its names mean.
package rawjson

import "iter"

// These walk one level of JSON that is known to be valid, without allocating:
// a hostile line may hold millions of members, and only a dozen are wanted.

// Members yields the name (in its quotes) and the value of each member of a
// valid JSON object, as they are written.
func Members(obj []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		i := SkipSpace(obj, 1)
		for i < len(obj) && obj[i] == '"' {
			end := ValueEnd(obj, i)
			name := obj[i:end]
			i = SkipSpace(obj, SkipSpace(obj, end)+1) // over the colon
			end = ValueEnd(obj, i)
			if !yield(name, obj[i:end]) {
				return
			}
			i = SkipSpace(obj, SkipSpace(obj, end)+1) // over the comma or }
		}
	}
}

// Elements yields the elements of a valid JSON array.
func Elements(list []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		i := SkipSpace(list, 1)
		for i < len(list) && list[i] != ']' {
			end := ValueEnd(list, i)
			if !yield(list[i:end]) {
				return
			}
			i = SkipSpace(list, end)
			if i >= len(list) || list[i] == ']' {
				return
			}
			i = SkipSpace(list, i+1) // over the comma
		}
	}
}

// SkipSpace returns where what is no blank of JSON begins, from i on.
func SkipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// ValueEnd returns where the value that starts at i ends.
func ValueEnd(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = StringEnd(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		default:
			i++
		}
		if depth <= 0 && (i >= len(b) || endsScalar(b[i-1], b[i])) {
			return i
		}
	}
	return len(b)
}

// endsScalar reports whether a value at depth 0 ends between two bytes.
func endsScalar(last, next byte) bool {
	if last == '"' || last == '}' || last == ']' {
		return true
	}
	return next == ',' || next == '}' || next == ']' || next == ':' || next == ' ' || next == '\t' || next == '\n' || next == '\r'
}

// StringEnd returns the place behind the closing quote of the string at i.
func StringEnd(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
