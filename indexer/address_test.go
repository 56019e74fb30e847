package indexer

import "testing"

func TestIsAddress(t *testing.T) {
	for s, want := range map[string]bool{"http://x": true, "HTTPS://x": true, "ftp://x": true, "/tmp/http:/x": false, `C:\x`: false, "a.txt": false, "http:/x": false, "://x": false} {
		if IsAddress(s) != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
}
