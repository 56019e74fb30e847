package bleve

import "newsdex/text"

// commonWords returns the words whose neighbours are kept as pairs, so that a
// phrase of them costs no more than a rare word. They are part of the schema: an
// index knows them by their checksum, see schemaID.
func commonWords() map[string]bool {
	out := map[string]bool{}
	for _, w := range text.FunctionWords() {
		out[w] = true
	}
	return out
}
