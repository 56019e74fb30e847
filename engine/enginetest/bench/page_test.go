package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestPageOf(t *testing.T) {
	for _, c := range []struct {
		name string
		k    class
		q    question
		want string
	}{
		{"a word", class{}, question{Text: "grain"}, "/?q=grain"},
		{"all articles by date", class{newest: true}, question{}, "/?q=&sort=newest"},
		{"any of two", class{}, question{Text: `wheat "of the"`, Any: true}, "/?match=any&q=wheat+%22of+the%22"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := pageOf(c.k, c.q); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestOnePage holds that an error is not measured as if it were a page.
func TestOnePage(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		w.Write([]byte("twelve bytes"))
	}))
	defer s.Close()
	first, size, err := onePage(t.Context(), s.Client(), s.URL+"/")
	if err != nil || first <= 0 || size != 12 {
		t.Errorf("%v, %d bytes, %v", first, size, err)
	}
	if _, _, err := onePage(t.Context(), s.Client(), s.URL+"/busy"); err == nil {
		t.Error("a 503 is no error")
	}
}
