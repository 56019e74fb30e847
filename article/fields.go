package article

// Kind says how a field is compared.
type Kind int

const (
	KindText   Kind = iota // words; scores
	KindValues             // values; filters by folded words or by whole values
	KindURL                // canonical address, by prefix
	KindLang               // language tag
	KindDate               // day or instant
)

// Field is one field that can be asked for.
type Field struct {
	// Name is the one name of the field in parameters, queries and documents.
	Name string
	Kind Kind
	// Aliases are accepted in query text only.
	Aliases []string
	// Codes are what other systems call it, accepted in query text before = or (
	// only.
	Codes []string
	// Says is how a read-back names the field.
	Says string
}

// Fields lists what can be asked for, in the order that documents list them.
func Fields() []Field {
	return []Field{
		{Name: "headline", Kind: KindText, Aliases: []string{"title", "hd", "intitle"}, Codes: []string{"ti", "hl"}, Says: "in the headline"},
		{Name: "body", Kind: KindText, Aliases: []string{"text", "intext"}, Says: "in the body"},
		{Name: "byline", Kind: KindValues, Aliases: []string{"author", "by"}, Codes: []string{"au"}, Says: "by"},
		{Name: "source", Kind: KindValues, Codes: []string{"publication", "pub", "sn"}, Says: "from"},
		{Name: "section", Kind: KindValues, Says: "in the section"},
		{Name: "tag", Kind: KindValues, Aliases: []string{"tags", "topic"}, Codes: []string{"subject", "su"}, Says: "tagged"},
		{Name: "lang", Kind: KindLang, Aliases: []string{"language"}, Codes: []string{"la"}, Says: "in the language"},
		{Name: "url", Kind: KindURL, Says: "at an address that begins with"},
		{Name: "published", Kind: KindDate, Aliases: []string{"date"}, Says: "published"},
	}
}
