package web

import "strings"

// RIS returns the citation as a record of RIS (the format of Research
// Information Systems; tags as reference managers read them). Each line is a
// tag, two blanks, a dash, a blank and a value, and ends in CR LF. There is no
// way to escape anything, so a value must not hold a line end, and none does.
func (r reference) RIS() string {
	var b strings.Builder
	line := func(tag, value string) {
		b.WriteString(tag + "  - " + value + "\r\n")
	}
	some := func(tag, value string) {
		if value != "" {
			line(tag, value)
		}
	}
	line("TY", r.kind("NEWS", "ELEC", "GEN"))
	some("ID", r.id)
	for _, name := range r.authors {
		line("AU", name)
	}
	some("TI", r.title)
	some("T2", r.source)
	some("SE", r.section)
	if !r.day.IsZero() {
		line("PY", r.day.Format("2006"))
		line("DA", r.day.Format("2006/01/02/"))
	}
	if r.guessed != "" {
		line("N1", "Date "+r.guessed)
	}
	for _, tag := range r.tags {
		line("KW", tag)
	}
	some("LA", r.lang)
	some("UR", r.url)
	line("ER", "")
	return b.String()
}
