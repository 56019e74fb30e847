package gen

import "strings"

// tongue is another language: its commonest words stand where English has its
// own, and made-up words end as its words do.
type tongue struct {
	lang            string
	common, endings []string
}

var foreign = []tongue{
	{"de", strings.Fields("der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei"),
		strings.Fields("ung ungen heit lich ig isch keit er en größe")},
	{"fr", strings.Fields("de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son été elle aux"),
		strings.Fields("tion ité ement eux euse és ées ique age")},
	{"es", strings.Fields("de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre"),
		strings.Fields("ción ciones dad mente ado ada ería ísimo")},
	{"it", strings.Fields("di che la il un a per in una mi sono ho non ma lo ha le si ti i con cosa se io come da ci no questo qui è del"),
		strings.Fields("zione zioni mente tà ato ata ismo ità")},
	{"pt", strings.Fields("de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito"),
		strings.Fields("ção ções mente dade ado ada ência ões")},
}

// tongueOf returns the tongue of a language tag, nil for English and "und".
func tongueOf(lang string) *tongue {
	for i := range foreign {
		if foreign[i].lang == lang {
			return &foreign[i]
		}
	}
	return nil
}
