//go:build !race

package search_test

const racing = false
