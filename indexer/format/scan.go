package format

import "iter"

// These walk one level of JSON that is known to be valid, without allocating:
// a hostile line may hold millions of members, and only a dozen are wanted.

// members yields the name (in its quotes) and the value of each member of a
// valid JSON object, as they are written.
func members(obj []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		i := skipSpace(obj, 1)
		for i < len(obj) && obj[i] == '"' {
			end := valueEnd(obj, i)
			name := obj[i:end]
			i = skipSpace(obj, skipSpace(obj, end)+1) // over the colon
			end = valueEnd(obj, i)
			if !yield(name, obj[i:end]) {
				return
			}
			i = skipSpace(obj, skipSpace(obj, end)+1) // over the comma or }
		}
	}
}

// elements yields the elements of a valid JSON array.
func elements(list []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		i := skipSpace(list, 1)
		for i < len(list) && list[i] != ']' {
			end := valueEnd(list, i)
			if !yield(list[i:end]) {
				return
			}
			i = skipSpace(list, end)
			if i >= len(list) || list[i] == ']' {
				return
			}
			i = skipSpace(list, i+1) // over the comma
		}
	}
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// valueEnd returns where the value that starts at i ends.
func valueEnd(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = stringEnd(b, i)
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

// stringEnd returns the place behind the closing quote of the string at i.
func stringEnd(b []byte, i int) int {
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
