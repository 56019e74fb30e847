package bleve

import (
	"fmt"
	"hash/crc32"
	"slices"

	"newsdex/text"
)

// commonWords returns the words whose neighbours are kept as pairs, so that a
// phrase of them costs no more than a rare word.
func commonWords() map[string]bool {
	out := map[string]bool{}
	for _, w := range text.FunctionWords() {
		out[w] = true
	}
	return out
}

// schemaID names what the words of an index were made with: the layout of its
// terms, the version of the analysis, and the list of common words. A query that
// reads them with another would miss articles without a sign.
func schemaID(common map[string]bool) string {
	words := make([]string, 0, len(common))
	for w := range common {
		words = append(words, w)
	}
	slices.Sort(words)
	sum := crc32.NewIEEE()
	for _, w := range words {
		fmt.Fprintln(sum, w)
	}
	return fmt.Sprintf("terms 2, text %d, common %08x", text.Version, sum.Sum32())
}
