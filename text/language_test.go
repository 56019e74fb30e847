package text

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// samples are written for this test: news-like sentences, 40 to 70 words each.
var samples = []struct{ name, lang, text string }{
	{"English", "en", "The minister said on Monday that the talks would go on until both sides had agreed on a date. Nobody was hurt when the bridge closed, but traffic in the town came to a halt for most of the day, and shops along the river lost their customers."},
	{"English in headlines", "en", "Storm hits coast and leaves thousands without power. Governor asks for help from the capital. Schools to stay shut. Trains to the north are running with delays, the railway said."},
	{"French", "und", "Le ministre a déclaré lundi que les discussions se poursuivraient jusqu’à ce que les deux parties se mettent d’accord sur une date. Personne n’a été blessé lors de la fermeture du pont, mais la circulation dans la ville est restée bloquée presque toute la journée, et on a dit que les commerces en souffraient."},
	{"German", "und", "Der Minister sagte am Montag, dass die Gespräche weitergehen, bis sich beide Seiten auf einen Termin geeinigt haben. Als die Brücke gesperrt war, kam der Verkehr in der Stadt fast den ganzen Tag zum Erliegen, und die Läden am Fluss verloren ihre Kunden. Das hat man so nicht erwartet, also will er helfen."},
	{"Spanish", "und", "El ministro dijo el lunes que las conversaciones seguirán hasta que las dos partes acuerden una fecha. Nadie resultó herido cuando se cerró el puente, pero el tráfico en la ciudad quedó parado casi todo el día y las tiendas de la orilla perdieron a sus clientes. No has visto nada igual, me dijo."},
	{"Dutch", "und", "De minister zei maandag dat de gesprekken doorgaan tot beide partijen het eens zijn over een datum. Niemand was gewond toen de brug werd gesloten, maar het verkeer in de stad stond bijna de hele dag stil en de winkels aan de rivier verloren hun klanten. Of we er iets aan doen is nog de vraag, had ze gezegd."},
	{"Italian", "und", "Il ministro ha detto lunedì che i colloqui continueranno finché le due parti non avranno trovato un accordo sulla data. Nessuno è rimasto ferito quando il ponte è stato chiuso, ma il traffico in città è rimasto fermo per quasi tutta la giornata e i negozi lungo il fiume hanno perso i clienti."},
	{"Portuguese", "und", "O ministro disse na segunda-feira que as conversas vão continuar até que as duas partes cheguem a um acordo sobre a data. Ninguém ficou ferido quando a ponte foi fechada, mas o trânsito na cidade parou quase o dia todo e as lojas à beira do rio perderam os seus clientes. Se for assim, não há nada a fazer."},
	{"Indonesian", "und", "Menteri mengatakan pada hari Senin bahwa perundingan akan terus berjalan sampai kedua pihak sepakat tentang tanggalnya. Tidak ada yang terluka ketika jembatan itu ditutup, tetapi lalu lintas di kota berhenti hampir sepanjang hari dan toko di tepi sungai kehilangan pelanggan mereka."},
	{"Danish", "und", "Ministeren sagde mandag, at forhandlingerne fortsætter, til begge parter er enige om en dato. Ingen kom til skade, da broen blev lukket, men trafikken i byen stod stille det meste af dagen, og to butikker ved åen mistede kunder. Her i landet må man have penge for at få det gjort, for ellers sker der ikke noget."},
	{"Polish", "und", "Minister powiedział w poniedziałek, że rozmowy będą trwać, aż obie strony ustalą datę. To nie było łatwe. Nikt nie został ranny, kiedy zamknięto most, lecz ruch w mieście stanął prawie na cały dzień, a sklepy nad rzeką straciły klientów. Co to ma znaczyć, nie wiadomo."},
	{"Russian", "und", "Министр сказал в понедельник, что переговоры будут продолжаться, пока обе стороны не договорятся о дате. Никто не пострадал, когда закрыли мост, но движение в городе остановилось почти на весь день, и магазины у реки потеряли покупателей."},
	{"Chinese", "und", "部长星期一表示，谈判将继续进行，直到双方就日期达成一致。大桥关闭时没有人受伤，但城里的交通几乎一整天都陷入停顿。"},
	{"too short", "und", "The minister said that this was the end of it and that they had agreed to the date."},
	{"a table", "und", "Shr 19 cts vs 16 cts Net 502,000 vs 401,000 Revs 8,791,000 vs 6,650,000 Six mths Shr 38 cts vs 29 cts Net 989,000 vs 745,000"},
}

func TestDetectLang(t *testing.T) {
	for _, tt := range samples {
		t.Run(tt.name, func(t *testing.T) {
			tokens := NewAnalyzer().Tokens(nil, tt.text, "und")
			if got := DetectLang(tokens); got != tt.lang {
				t.Errorf("%q with %d%% function words in %d tokens, want %q", got, share(tokens), len(tokens), tt.lang)
			}
			// The threshold stands well clear of both sides.
			if s := share(tokens); len(tokens) >= detectMin && (tt.lang == "en" && s < 2*detectShare || tt.lang != "en" && s > detectShare/2) {
				t.Errorf("%d%% function words is too near to the threshold of %d%%", s, detectShare)
			}
		})
	}
}

func share(tokens []Token) int {
	n := 0
	for _, t := range tokens {
		if functionWord(t.Surface) {
			n++
		}
	}
	return n * 100 / max(1, len(tokens))
}

// Newspapers of 1916 read by machine: most pieces must still be told.
func TestDetectLangOnNoise(t *testing.T) {
	en, all := 0, 0
	for text := range sharedTexts(t, "chronam1916.jsonl.gz", 2000) {
		all++
		if DetectLang(NewAnalyzer().Tokens(nil, text, "und")) == "en" {
			en++
		}
	}
	if en*100 < all*85 {
		t.Errorf("%d of %d texts are English, want 85%%", en, all)
	}
}

// sharedTexts yields the first n bodies of a file of the shared data; the test
// is skipped when it is not there.
func sharedTexts(tb testing.TB, name string, n int) func(yield func(string) bool) {
	tb.Helper()
	f, err := os.Open(filepath.Join(root(tb), "..", "shared", "data", "text", name))
	if err != nil {
		tb.Skipf("the shared data is not there: %v", err)
	}
	tb.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewReader(z)
	return func(yield func(string) bool) {
		for range n {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			var a struct{ Body, Text string }
			if err := json.Unmarshal(line, &a); err != nil {
				tb.Fatal(err)
			}
			if text := strings.TrimSpace(a.Body + a.Text); text != "" && !yield(text) {
				return
			}
		}
	}
}
