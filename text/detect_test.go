package text

import (
	"math/bits"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// samples are written for this test: news-like sentences, 30 to 70 words each.
var samples = []struct{ name, lang, text string }{
	{"English", "en", "The minister said on Monday that the talks would go on until both sides had agreed on a date. Nobody was hurt when the bridge closed, but traffic in the town came to a halt for most of the day, and shops along the river lost their customers."},
	{"English in headlines", "en", "Storm hits coast and leaves thousands without power. Governor asks for help from the capital. Schools to stay shut. Trains to the north are running with delays, the railway said."},
	{"French", "fr", "Le ministre a déclaré lundi que les discussions se poursuivraient jusqu’à ce que les deux parties se mettent d’accord sur une date. Personne n’a été blessé lors de la fermeture du pont, mais la circulation dans la ville est restée bloquée presque toute la journée, et on a dit que les commerces en souffraient."},
	{"German", "de", "Der Minister sagte am Montag, dass die Gespräche weitergehen, bis sich beide Seiten auf einen Termin geeinigt haben. Als die Brücke gesperrt war, kam der Verkehr in der Stadt fast den ganzen Tag zum Erliegen, und die Läden am Fluss verloren ihre Kunden. Das hat man so nicht erwartet, also will er helfen."},
	{"Spanish", "es", "El ministro dijo el lunes que las conversaciones seguirán hasta que las dos partes acuerden una fecha. Nadie resultó herido cuando se cerró el puente, pero el tráfico en la ciudad quedó parado casi todo el día y las tiendas de la orilla perdieron a sus clientes. No has visto nada igual, me dijo."},
	{"Dutch", "nl", "De minister zei maandag dat de gesprekken doorgaan tot beide partijen het eens zijn over een datum. Niemand was gewond toen de brug werd gesloten, maar het verkeer in de stad stond bijna de hele dag stil en de winkels aan de rivier verloren hun klanten. Of we er iets aan doen is nog de vraag, had ze gezegd."},
	{"Italian", "it", "Il ministro ha detto lunedì che i colloqui continueranno finché le due parti non avranno trovato un accordo sulla data. Nessuno è rimasto ferito quando il ponte è stato chiuso, ma il traffico in città è rimasto fermo per quasi tutta la giornata e i negozi lungo il fiume hanno perso i clienti."},
	{"Portuguese", "pt", "O ministro disse na segunda-feira que as conversas vão continuar até que as duas partes cheguem a um acordo sobre a data. Ninguém ficou ferido quando a ponte foi fechada, mas o trânsito na cidade parou quase o dia todo e as lojas à beira do rio perderam os seus clientes. Se for assim, não há nada a fazer."},
	{"Danish", "da", "Ministeren sagde mandag, at forhandlingerne fortsætter, til begge parter er enige om en dato. Ingen kom til skade, da broen blev lukket, men trafikken i byen stod stille det meste af dagen, og to butikker ved åen mistede kunder. Her i landet må man have penge for at få det gjort, for ellers sker der ikke noget."},
	{"Norwegian", "no", "Statsråden sa mandag at forhandlingene fortsetter til begge sider er enige om en dato. Ingen ble skadet da broen ble stengt, men trafikken i byen sto stille det meste av dagen, og butikkene langs elva mistet kunder. Hva som skjer nå, er ikke avgjort, og flere vil ha svar før de går hjem."},
	{"Norwegian, Nynorsk", "no", "Statsråden sa måndag at forhandlingane held fram til begge sider er samde om ein dato. Ingen vart skadde då brua vart stengd, men trafikken i byen stod stille det meste av dagen, og butikkane langs elva mista kundar. Kva som skjer no, er ikkje avgjort, og dei vil ha svar frå oss før dei går heim."},
	{"Swedish", "sv", "Ministern sade på måndagen att samtalen fortsätter tills båda sidor har enats om ett datum. Ingen skadades när bron stängdes, men trafiken i staden stod stilla under större delen av dagen och butikerna längs ån förlorade kunder. Vad som händer nu är inte klart, och många vill ha svar innan de går hem."},
	{"Finnish", "fi", "Ministeri sanoi maanantaina, että neuvottelut jatkuvat, kunnes molemmat osapuolet ovat sopineet päivästä. Kukaan ei loukkaantunut, kun silta suljettiin, mutta liikenne kaupungissa seisoi lähes koko päivän ja joen varren kaupat menettivät asiakkaita. Se on vielä auki, mitä tämän jälkeen tapahtuu, hän sanoi, sillä rahaa ei ole."},
	{"Hungarian", "hu", "A miniszter hétfőn azt mondta, hogy a tárgyalások addig folytatódnak, amíg a két fél meg nem egyezik egy időpontban. Senki sem sérült meg, amikor a hidat lezárták, de a forgalom a városban szinte egész nap állt, és a folyó menti boltok elvesztették a vevőiket. Ez már nem az első eset volt."},
	{"Irish", "ga", "Dúirt an tAire Dé Luain go leanfaidh na cainteanna ar aghaidh go dtí go n-aontóidh an dá thaobh ar dháta. Níor gortaíodh duine ar bith nuair a dúnadh an droichead, ach bhí an trácht sa bhaile mór ina stad don chuid is mó den lá agus chaill na siopaí cois abhann a gcuid custaiméirí."},
	{"Romanian", "ro", "Ministrul a spus luni că discuțiile vor continua până când cele două părți se vor înțelege asupra unei date. Nimeni nu a fost rănit când podul a fost închis, dar traficul din oraș a stat aproape toată ziua, iar magazinele de pe malul râului și-au pierdut clienții. Nu este clar ce va urma."},
	{"Turkish", "tr", "Bakan pazartesi günü yaptığı açıklamada, iki taraf bir tarih üzerinde anlaşana kadar görüşmelerin devam edeceğini söyledi. Köprü kapatıldığında kimse yaralanmadı ama kentte trafik neredeyse bütün gün durdu ve nehir boyundaki dükkânlar müşteri kaybetti. Bundan sonra ne olacağı henüz belli değil, dedi ve daha çok yardım istedi."},
	{"Russian", "ru", "Министр сказал в понедельник, что переговоры будут продолжаться, пока обе стороны не договорятся о дате. Никто не пострадал, когда закрыли мост, но движение в городе остановилось почти на весь день, и магазины у реки потеряли покупателей."},
	{"Arabic", "ar", "قال الوزير يوم الاثنين إن المحادثات ستستمر حتى يتفق الجانبان على موعد. ولم يصب أحد عندما أغلق الجسر، لكن حركة السير في المدينة توقفت معظم ساعات النهار، وخسرت المتاجر على ضفة النهر زبائنها. وأضاف أن هذا ما كان متوقعا من قبل، وأنه لا خوف على المدينة بعد اليوم."},
	{"Tamil", "ta", "இரு தரப்பும் ஒரு தேதியில் உடன்படும் வரை பேச்சுவார்த்தை தொடரும் என்று அமைச்சர் திங்கட்கிழமை கூறினார். பாலம் மூடப்பட்டபோது யாருக்கும் காயம் இல்லை, ஆனால் நகரில் போக்குவரத்து நாள் முழுவதும் நின்றது. ஆற்றங்கரையில் உள்ள கடைகள் வாடிக்கையாளர்களை இழந்தன."},

	{"Chinese", "zh", "部长星期一表示，谈判将继续进行，直到双方就日期达成一致。大桥关闭时没有人受伤，但城里的交通几乎一整天都陷入停顿。"},
	{"Japanese", "ja", "大臣は月曜日、双方が日程で合意するまで協議を続けると述べた。橋が閉鎖されたときにけが人はなかったが、町の交通はほぼ一日中止まり、川沿いの店は客を失った。"},
	{"Korean", "ko", "장관은 월요일 양측이 날짜에 합의할 때까지 회담을 계속하겠다고 말했다. 다리가 폐쇄되었을 때 다친 사람은 없었지만 시내 교통은 거의 하루 종일 멈췄고 강변의 가게들은 손님을 잃었다."},
	{"Thai", "th", "รัฐมนตรีกล่าวเมื่อวันจันทร์ว่าการเจรจาจะดำเนินต่อไปจนกว่าทั้งสองฝ่ายจะตกลงวันที่กันได้"},
	{"Hebrew", "he", "השר אמר ביום שני כי השיחות יימשכו עד שני הצדדים יסכימו על תאריך. איש לא נפגע כאשר הגשר נסגר, אבל התנועה בעיר נעצרה כמעט כל היום, והחנויות על שפת הנהר איבדו לקוחות. לא ברור מה יהיה אחרי זה, אמר, כי אין עוד כסף."},
	{"Greek", "el", "Ο υπουργός είπε τη Δευτέρα ότι οι συνομιλίες θα συνεχιστούν μέχρι οι δύο πλευρές να συμφωνήσουν σε ημερομηνία. Κανείς δεν τραυματίστηκε όταν έκλεισε η γέφυρα, αλλά η κίνηση στην πόλη σταμάτησε σχεδόν όλη την ημέρα."},
	{"Hindi", "hi", "मंत्री ने सोमवार को कहा कि बातचीत तब तक चलेगी जब तक दोनों पक्ष एक तारीख पर सहमत नहीं हो जाते। पुल बंद होने पर कोई घायल नहीं हुआ, लेकिन शहर में यातायात लगभग पूरे दिन रुका रहा और नदी के किनारे की दुकानों के ग्राहक कम हो गए।"},
	{"Persian", "fa", "وزیر روز دوشنبه گفت که گفتگوها ادامه خواهد داشت تا دو طرف درباره یک تاریخ به توافق برسند. هنگام بسته شدن پل کسی آسیب ندید اما رفت و آمد در شهر تقریبا تمام روز متوقف شد و مغازه های کنار رود مشتریان خود را از دست دادند."},
	{"Urdu", "ur", "وزیر نے پیر کو کہا کہ بات چیت اس وقت تک جاری رہے گی جب تک دونوں فریق ایک تاریخ پر متفق نہیں ہو جاتے۔ پل بند ہونے سے کوئی زخمی نہیں ہوا لیکن شہر میں ٹریفک تقریبا سارا دن رکی رہی اور دریا کے کنارے کی دکانوں کے گاہک کم ہو گئے۔"},

	{"Polish", "pl", "Minister powiedział w poniedziałek, że rozmowy będą trwać, aż obie strony ustalą datę. To nie było łatwe. Nikt nie został ranny, kiedy zamknięto most, lecz ruch w mieście stanął prawie na cały dzień, a sklepy nad rzeką straciły klientów. Co to ma znaczyć, nie wiadomo."},
	{"Czech", "cs", "Ministr v pondělí řekl, že jednání budou pokračovat, dokud se obě strany neshodnou na termínu. Když se most uzavřel, nikdo nebyl zraněn, ale doprava ve městě stála téměř celý den a obchody u řeky přišly o zákazníky. Co bude dál, zatím není jasné, protože peníze jsou pryč."},
	{"Slovak", "sk", "Minister v pondelok povedal, že rokovania budú pokračovať, kým sa obe strany nedohodnú na termíne. Keď most uzavreli, nikto nebol zranený, ale doprava v meste stála takmer celý deň a obchody pri rieke prišli o zákazníkov. Čo bude ďalej, zatiaľ nie je jasné, pretože peniaze sú preč."},
	{"Slovenian", "sl", "Minister je v ponedeljek dejal, da se bodo pogovori nadaljevali, dokler se strani ne dogovorita za datum. Ko so zaprli most, ni bil nihče ranjen, promet v mestu pa je stal skoraj ves dan in trgovine ob reki so izgubile kupce. Kaj bo sledilo, še ni jasno, ker denarja ni več."},
	{"Croatian", "und", "Ministar je u ponedjeljak rekao da će se razgovori nastaviti dok se obje strane ne dogovore o datumu. Nitko nije ozlijeđen kada je most zatvoren, ali promet u gradu stajao je gotovo cijeli dan, a trgovine uz rijeku izgubile su kupce. Što će biti poslije, još nije jasno, jer novca više nema."},
	{"Ukrainian", "uk", "Міністр сказав у понеділок, що переговори триватимуть, доки обидві сторони не домовляться про дату. Ніхто не постраждав, коли закрили міст, але рух у місті зупинився майже на весь день, і крамниці біля річки втратили покупців. Що буде далі, ще не відомо, бо грошей немає."},
	{"Bulgarian", "bg", "Министърът заяви в понеделник, че преговорите ще продължат, докато двете страни се договорят за дата. Никой не е пострадал, когато мостът беше затворен, но движението в града спря почти за целия ден, а магазините край реката изгубиха клиенти. Какво ще стане след това, още не е ясно."},
	{"Serbian", "sr", "Министар је у понедељак рекао да ће се разговори наставити док се обе стране не договоре о датуму. Нико није повређен када је мост затворен, али саобраћај у граду је стајао скоро цео дан, а продавнице поред реке изгубиле су купце. Шта ће бити после, још није јасно."},
	{"Catalan", "ca", "El ministre va dir dilluns que les converses continuaran fins que les dues parts es posin d’acord sobre una data. Ningú no va resultar ferit quan es va tancar el pont, però el trànsit a la ciutat va quedar aturat gairebé tot el dia i les botigues de la vora del riu van perdre els clients."},
	{"Galician", "gl", "O ministro dixo o luns que as conversas van continuar ata que as dúas partes cheguen a un acordo sobre a data. Ninguén ficou ferido cando se pechou a ponte, pero o tráfico na cidade quedou parado case todo o día e as tendas da beira do río perderon os seus clientes. Non hai nada que facer."},
	{"Afrikaans", "af", "Die minister het Maandag gesê dat die gesprekke sal voortgaan totdat albei kante oor ’n datum ooreenkom. Niemand is beseer toe die brug gesluit is nie, maar die verkeer in die stad het byna die hele dag stilgestaan en die winkels langs die rivier het hulle kliënte verloor."},
	{"Indonesian", "id", "Menteri mengatakan pada hari Senin bahwa perundingan akan terus berjalan sampai kedua pihak sepakat tentang tanggalnya. Tidak ada yang terluka ketika jembatan itu ditutup, tetapi lalu lintas di kota berhenti hampir sepanjang hari dan toko di tepi sungai kehilangan pelanggan mereka karena tidak bisa lewat."},
	{"Malay", "ms", "Menteri berkata pada hari Isnin bahawa rundingan akan diteruskan sehingga kedua-dua pihak bersetuju tentang tarikhnya. Tiada sesiapa cedera apabila jambatan itu ditutup, tetapi lalu lintas di bandar terhenti hampir sepanjang hari dan kedai di tepi sungai kehilangan pelanggan mereka kerana tidak boleh lalu."},
	{"Vietnamese", "vi", "Bộ trưởng cho biết hôm thứ Hai rằng các cuộc đàm phán sẽ tiếp tục cho đến khi hai bên đồng ý về một ngày. Không có ai bị thương khi cây cầu bị đóng, nhưng giao thông trong thành phố đã ngừng gần như cả ngày và các cửa hàng ven sông mất khách."},
	{"Lithuanian", "lt", "Ministras pirmadienį sakė, kad derybos tęsis, kol abi pusės susitars dėl datos. Niekas nebuvo sužeistas, kai tiltas buvo uždarytas, tačiau eismas mieste beveik visą dieną stovėjo, o parduotuvės prie upės neteko pirkėjų. Kas bus toliau, dar nėra aišku, nes pinigų jau nebėra."},
	{"Latvian", "lv", "Ministrs pirmdien teica, ka sarunas turpināsies, līdz abas puses vienosies par datumu. Neviens netika ievainots, kad tilts tika slēgts, bet satiksme pilsētā stāvēja gandrīz visu dienu un veikali pie upes zaudēja pircējus. Kas būs tālāk, vēl nav skaidrs, jo naudas vairs nav."},
	{"Estonian", "et", "Minister ütles esmaspäeval, et läbirääkimised jätkuvad, kuni mõlemad pooled on kuupäevas kokku leppinud. Keegi ei saanud viga, kui sild suleti, kuid liiklus linnas seisis peaaegu terve päeva ja jõeäärsed poed kaotasid kliente. Mis nüüd edasi saab, ei ole veel selge, sest raha enam pole."},
	{"Icelandic", "is", "Ráðherrann sagði á mánudag að viðræðurnar myndu halda áfram þar til báðir aðilar hefðu komið sér saman um dag. Enginn slasaðist þegar brúnni var lokað, en umferð í bænum stóð kyrr mest allan daginn og verslanir við ána misstu viðskiptavini. Það er ekki ljóst hvað verður um þetta."},
	{"Esperanto", "eo", "La ministro diris lundon, ke la paroladoj daŭros, ĝis ambaŭ partioj konsentos pri dato. Neniu estis vundita, kiam la ponto estis fermita, sed la trafiko en la urbo haltis preskaŭ la tutan tagon, kaj la vendejoj ĉe la rivero perdis siajn klientojn."},
	{"Latin filler", "la", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse."},

	{"too short", "und", "The minister said that this was the end of it and that they had agreed on that."},
	{"nothing", "und", ""},
	{"a table", "und", "Shr 19 cts vs 16 cts Net 502,000 vs 401,000 Revs 8,791,000 vs 6,650,000 Six mths Shr 38 cts vs 29 cts Net 989,000 vs 745,000"},
	{"a list of names", "und", "Anna Schmidt, Karl-Heinz Müller, João Pereira, Luis García, Marie Dubois, Giovanni Rossi, Jan de Vries, Lars Andersen, Sven Johansson, Pekka Virtanen, Nagy László, Ion Popescu, Mehmet Yılmaz, John Smith"},
	{"football results", "und", "Arsenal 2 Chelsea 1 Liverpool 0 Everton 0 Leeds United 3 Aston Villa 2 Real Madrid 4 Sevilla 1 Bayern 2 Dortmund 2 Ajax 5 PSV 0 Porto 1 Benfica 1"},
	{"numbers", "und", strings.Repeat("12 345 6.7 ", 20)},
	{"addresses", "und", "https://www.example.com/news/2024/05/article.html https://www.example.org/a/b/c?id=12 mailto:desk@example.com https://news.example.net/politics/2023/list.html"},
	{"half English, half Spanish", "und", "The minister said on Monday that the talks would go on until both sides had agreed on a date. El ministro dijo el lunes que las conversaciones seguirán hasta que las dos partes acuerden una fecha."},
	{"half German, half French", "und", "Der Minister sagte am Montag, dass die Gespräche weitergehen, bis sich beide Seiten auf einen Termin geeinigt haben. Personne n’a été blessé lors de la fermeture du pont, mais la circulation dans la ville est restée bloquée."},
	{"half English, half Russian", "und", "The minister said on Monday that the talks would go on until both sides had agreed. Министр сказал в понедельник, что переговоры будут продолжаться, пока обе стороны не договорятся о дате."},
	{"English with a quote in Spanish", "en", "The minister said on Monday that the talks would go on until both sides had agreed on a date. “No vamos a parar,” he told the crowd that had come to the bridge, and then went back to his car. Nobody was hurt when it was closed."},
	{"English about Turkey", "en", "Recep Tayyip Erdoğan met Ekrem İmamoğlu in Istanbul on Monday, and both said that the talks about Diyarbakır and Gaziantep would go on. The Cumhuriyet Halk Partisi has asked for a new date, but the Adalet ve Kalkınma Partisi did not agree."},
	{"Chinese with English names", "zh", "苹果公司 Apple 首席执行官 Tim Cook 星期一表示，公司将继续在中国投资，并与当地伙伴合作开发新产品。"},
}

// sample returns the text of one sample.
func sample(tb testing.TB, name string) string {
	for _, s := range samples {
		if s.name == name {
			return s.text
		}
	}
	tb.Fatalf("there is no sample %q", name)
	return ""
}

func TestDetect(t *testing.T) {
	for _, tt := range samples {
		t.Run(tt.name, func(t *testing.T) {
			tokens := NewAnalyzer().Tokens(nil, tt.text, "und")
			got, n := NewAnalyzer().Detect(tt.text)
			if n != len(tokens) {
				t.Errorf("%d tokens are counted, there are %d", n, len(tokens))
			}
			if got != tt.lang {
				t.Errorf("%q in %d tokens, want %q: %s", got, len(tokens), tt.lang, explain(tokens))
			}
		})
	}
}

// censusOf is the census that Detect makes of tokens.
func censusOf(tokens []Token) *census {
	var c census
	for i := 0; i < len(tokens); i += stride(len(tokens)) {
		c.add([]byte(tokens[i].Surface))
	}
	return &c
}

// langOf is Detect for a part of the tokens of a text.
func langOf(tokens []Token) string {
	if len(tokens) < detectMin {
		return "und"
	}
	return censusOf(tokens).lang()
}

// Every second word of prose, or an eighth of it, is still no other language.
func TestDetectLangNeverGuesses(t *testing.T) {
	a := NewAnalyzer()
	for _, tt := range samples {
		tokens := a.Tokens(nil, tt.text, "und")
		for from := 0; from+detectMin <= len(tokens); from += 5 {
			part := tokens[from : from+detectMin]
			if got := langOf(part); got != tt.lang && got != "und" && tt.lang != "und" {
				t.Errorf("%s: tokens %d to %d are %q: %s", tt.name, from, from+detectMin, got, explain(part))
			}
		}
	}
}

// explain lists how much speaks for each of the leading languages.
func explain(tokens []Token) string {
	c := censusOf(tokens)
	type score struct {
		tag  string
		hits int
	}
	var all []score
	for l := range functionWords {
		all = append(all, score{functionWords[l].tag, c.hits[l]})
	}
	slices.SortFunc(all, func(a, b score) int { return b.hits - a.hits })
	var b strings.Builder
	for _, s := range all[:4] {
		b.WriteString(s.tag + strings.Repeat("|", s.hits) + " ")
	}
	return b.String()
}

// The lists hold what tokens look like, each word once, and fit their bounds.
func TestFunctionWords(t *testing.T) {
	if len(functionWords) > 64 {
		t.Fatalf("%d languages, 64 fit", len(functionWords))
	}
	if n := len(lexicon()); n >= 4096 {
		t.Errorf("%d words, 4096 fit", n)
	}
	var stemmed []string
	for _, list := range functionWords {
		if Stemmed(list.tag) && list.tag != "und" {
			stemmed = append(stemmed, list.tag)
		}
		seen := map[string]bool{}
		for word := range strings.FieldsSeq(list.words) {
			surfaces := Surfaces(word)
			if len(surfaces) != 1 || surfaces[0] != Fold(word) {
				t.Errorf("%s: %q is cut into %q", list.tag, word, surfaces)
			}
			if len(Fold(word)) > longestFunctionWord {
				t.Errorf("%s: %q is longer than %d bytes", list.tag, word, longestFunctionWord)
			}
			if seen[word] {
				t.Errorf("%s: %q stands twice", list.tag, word)
			}
			seen[word] = true
			if w := lexicon()[Fold(word)]; w.long != (utf8.RuneCountInString(Fold(word)) > 2) || bits.OnesCount64(w.languages) == 0 {
				t.Errorf("%s: %q is %+v", list.tag, word, w)
			}
		}
	}
	if !slices.Equal(stemmed, Languages()) {
		t.Errorf("lists for %v, want one for each of %v", stemmed, Languages())
	}
}

// Newspapers of 1916 read by machine: most pieces must still be told.
func TestDetectLangOnNoise(t *testing.T) {
	en, all := 0, 0
	for text := range sharedTexts(t, "chronam1916.jsonl.gz", 2000) {
		all++
		if lang, _ := NewAnalyzer().Detect(text); lang == "en" {
			en++
		}
	}
	if en*100 < all*85 {
		t.Errorf("%d of %d texts are English, want 85%%", en, all)
	}
}

// Real articles of 50 words and more: nearly all are told, and those in other
// languages are told as well.
func TestDetectLangOfRealArticles(t *testing.T) {
	foreign := map[string]string{
		"Declaración sobre Migración y Protección de Los Ángeles":        "es",
		"Déclaration de Los Angeles sur les migrations et la protection": "fr",
		"Typography and Media": "la", // filler text
	}
	for _, name := range []string{"whitehouse.jsonl.gz", "wikinews.jsonl.gz", "digitalgov.jsonl.gz"} {
		t.Run(name, func(t *testing.T) {
			a := NewAnalyzer()
			var tokens []Token
			en, all := 0, 0
			for title, body := range sharedArticles(t, name) {
				tokens = a.Tokens(tokens[:0], body, "und")
				if len(tokens) < 50 {
					continue
				}
				got := langOf(tokens)
				if want := foreign[title]; want != "" {
					if got != want {
						t.Errorf("%q is %q, want %q", title, got, want)
					}
					continue
				}
				all++
				switch got {
				case "en":
					en++
				case "und":
				default:
					t.Errorf("%q is %q: %s", title, got, explain(tokens))
				}
			}
			if all == 0 || en*100 < all*99 {
				t.Errorf("%d of %d articles are English, want 99%%", en, all)
			}
		})
	}
}
