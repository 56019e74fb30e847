package feed

import (
	"regexp"
	"strings"

	"newsdex/article"
)

// byline lists the authors: of the item, else of the feed it is in. Addresses of
// mail are left out where there are names.
func (f *feedReader) byline(it *item, n *notes) []string {
	var names, mails []string
	for _, fd := range it.all(authorKeys) {
		name := f.person(fd)
		to := &names
		if strings.Contains(name, "@") && !strings.Contains(name, " ") {
			to = &mails
		}
		add(to, name, "author", n)
	}
	switch {
	case names != nil:
		return names
	case mails != nil:
		return mails
	}
	for _, fd := range it.all([]string{"source"}) {
		if author := fd.part("author"); author != nil {
			// The parts of source lie in one list, its author's name among them.
			if name := fd.part("name"); name != nil {
				s, _ := f.line(name)
				add(&names, s, "author", n)
			}
			return names
		}
	}
	return f.channel.authors
}

// Persons as RSS writes them: "mail (name)" and "name <mail>".
var (
	mailThenName = regexp.MustCompile(`^\S+@\S+\s*\((.+)\)$`)
	nameThenMail = regexp.MustCompile(`^(.+?)\s*[<(]\S+@\S+[>)]$`)
)

// person returns the name of an author, the mail address when there is no name.
func (f *feedReader) person(fd *field) string {
	if len(fd.parts) > 0 {
		for _, key := range []string{"name", "email"} {
			if p := fd.part(key); p != nil {
				if s, _ := f.line(p); s != "" {
					return s
				}
			}
		}
		return ""
	}
	s := strings.Join(strings.Fields(f.x.Unescape(fd.raw)), " ")
	for _, re := range []*regexp.Regexp{mailThenName, nameThenMail} {
		if m := re.FindStringSubmatch(s[:min(len(s), article.MaxValue)]); m != nil {
			return strings.Trim(m[1], `" `)
		}
	}
	s, _ = f.line(fd)
	return s
}
