package bleve_test

import (
	"testing"

	"newsdex/engine/bleve"
	"newsdex/engine/enginetest"
)

func TestSuite(t *testing.T) {
	enginetest.Run(t, func(t *testing.T, dir string) enginetest.Engine {
		s, err := bleve.Open(dir, bleve.Options{Create: true})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
