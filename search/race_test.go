//go:build race

package search_test

// racing is set under the race detector, which empties pools and pads what is
// allocated: memory measured there says nothing.
const racing = true
