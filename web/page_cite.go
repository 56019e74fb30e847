package web

import (
	"net/http"

	"newsdex/article"
)

// citeForm is one form of a citation, as a file.
type citeForm struct {
	kind string
	// place is what a browser does with it: shows it (inline) or saves it under
	// the name file. Text is shown, so that it can be copied by keyboard where
	// scripts are off.
	place, file string
	write       func(reference) string
}

var (
	citeText = citeForm{typeText + "; charset=utf-8", "inline", "citation.txt", reference.Text}
	citeRIS  = citeForm{typeRIS + "; charset=utf-8", "attachment", "citation.ris", reference.RIS}
	citeCSL  = citeForm{typeCSL, "attachment", "citation.json", reference.CSL}
)

// citeFile answers GET /articles/{id}/cite.txt, cite.ris and cite.json.
func (s *Server) citeFile(form citeForm) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.stored(r)
		if err != nil {
			return err
		}
		text := []byte(form.write(referenceOf(a)))
		if unchanged(w, r, text) {
			return nil
		}
		w.Header().Set("Content-Type", form.kind)
		w.Header().Set("Content-Disposition", form.place+`; filename="`+form.file+`"`)
		_, _ = w.Write(text) // the client may have left; the status is logged
		return nil
	}
}

// stored reads the article that the path names.
func (s *Server) stored(r *http.Request) (*article.Article, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.deadline(r)
	defer cancel()
	a, err := s.deps.Searcher.Article(ctx, id)
	return a, gone(r, err)
}
