package text

import (
	"strings"
	"sync"
)

// listedAbbreviations are abbreviations by what may follow them, in lower case
// and without the last full stop; those of several words with their stops and
// without blanks. Single letters need not be listed where they join. Words that
// end an enumeration (usw., etc.) are listed only where they have stops inside:
// after others a sentence ends when a capital follows.
//
// English has its own lists, where the case of the abbreviation matters.
var listedAbbreviations = [...]struct{ tag, joins, counted, mayEnd, ends string }{
	{"ar", "أ.د", "", "", ""},
	{"cs", "ing mgr mudr judr bc dr prof doc phdr plk sv tzv např tj resp cca č čís ul nám tř", "str obr odst čl", "r tis mil mld kč hod min stol gen", "atd apod"},
	{"da", "hr fr dr prof sct skt ca f.eks bl.a dvs jf inkl ekskl vedr pga ang evt tlf bl", "nr kl s kap stk jan feb mar apr jun jul aug sep sept okt nov dec", "kr mio mia mill mrd pct o.lign", "m.fl m.m osv o.l m.v"},
	{"de", "hr fr frl dr prof st dipl ing hl z.b d.h u.a i.d.r v.a s.o s.u o.g i.a z.t u.u u.ä.m bzw ca vgl geb gest verh inkl exkl evtl ggf sog bzgl tel usf resp zzgl abzgl einschl lt wg hrsg mind insb zw urspr ehem stv", "s jan feb jän apr jun jul aug sep sept okt nov dez art abs kap bd nr nrn", "mio mrd mill tsd str v.chr n.chr chr jh jhd co e.v max min mag gem", "u.s.w usw etc u.v.m u.ä o.ä u.a.m"},
	{"el", "κ κα κ.κ δρ π.χ δηλ βλ αγ καθ", "αρ σελ ιαν φεβ μαρ απρ ιουν ιουλ αυγ σεπτ οκτ νοεμ δεκ", "μ.μ π.μ χιλ εκατ δισ", "κ.λπ κ.ά κτλ κλπ"},
	{"es", "sr sra srta sres sras d dña dr dra dres dras prof profa lic ing arq gral cnel cap tte sgto mons fr sto sta ee ff cc jj p.ej ej av avda pza aprox excmo excma ilmo ilma pbro vda hno hna", "pág págs núm art arts caps fig vol ene feb mar abr may jun jul ago sep sept oct nov dic", "ud uds vd vds ee.uu ff.aa cc.aa jj.oo a.c d.c s.a c.v r.l cía ltda hnos mill tel", "etc"},
	{"fi", "esim mm ns ts nk ks tri prof maist toht vrt mrs ao kesk pj", "v s nro n tammi helmi puh os", "milj mrd mk", "jne yms ym"},
	{"fr", "m mm mme mmes mlle mlles dr drs mgr pr prof ste sts st p.ex cf av apr env bd boul gén cdt lt sgt", "art n no nos p pp vol t chap fig éd janv févr juil sept oct nov déc", "hab max min ltée inc tel tél ex col", "etc"},
	{"ga", "dr prof m.sh lgh", "lch uimh ean feabh meith lún samh noll", "r.ch i.n", "srl"},
	{"hu", "dr prof ifj id özv pl ún kb ill vö mb főisk ker szt", "sz o old jan febr márc ápr jún júl aug szept okt nov dec", "bt kft rt zrt nyrt i.e i.sz kr.e kr.u u", "stb"},
	{"it", "sig sigg sigra dott dr prof avv ing arch geom rag on sen gen col cap magg ten mons card rev fr cfr es p.es ca ss p.za v.le c.so spett egr gent ill", "art artt pag pagg n nn num vol fig genn febbr apr giu lug ag sett ott nov dic", "a.c d.c s.p.a s.r.l s.n.c mln mld tel", "ecc etc"},
	{"nl", "dhr mevr mw dr drs ir ing mr prof ds jhr z.k.h z.m h.m st bijv d.w.z o.a m.a.w m.n m.b.t i.v.m t.o.v i.p.v t.a.v o.l.v resp incl excl ca vgl kol lt sgt min.pres tel evt t.w nl", "nr nrs p pp blz art lid hfst jan feb febr mrt apr jun jul aug sep sept okt nov dec", "mln mld v.chr n.chr str a.s j.l b.v n.v gen bv", "enz e.d e.a etc"},
	{"no", "hr fr dr prof st ca f.eks bl.a dvs jf jfr inkl ekskl vedr pga ang evt tlf bl kst", "nr kl s kap jan feb mar apr jun jul aug sep sept okt nov des", "kr mill mrd pst a.s", "m.fl m.m osv o.l m.v"},
	{"pl", "dr prof hab inż mgr doc płk ppłk kpt por ks św bp abp kard ul al pl os np tzn tzw tj m.in pt ds ww zob wg", "nr str s poz art ust godz pkt rys tab t", "r w tys mln mld zł proc rb br n.e p.n.e im ok gen lek", "itd itp"},
	{"pt", "sr sra srs sras srta dr dra drs prof profa profs eng arq d exmo exma ilmo cel cap ten maj sgt mons fr pe sto sta p.ex av r pça aprox tel v.ex dep sen gov min des", "pág págs art arts n no núm fig vol séc jan fev mar abr mai jun jul ago set out nov dez", "a.c d.c ltda cia s.a lda dom ex gen", "etc"},
	{"ro", "dl dlui dr prof ing arh av col lt cpt pr sf conf acad lect str bd bld șos cca aprox tel lb", "nr art alin lit pag p vol cap ian feb febr mar apr iun iul aug sept oct noi dec", "mil mld î.hr d.hr s.a s.r.l gen ex", "etc ș.a ș.a.m.d"},
	{"ru", "ул пр просп пл пер д кв корп наб бул т.е т.к т.н т.о см ср напр проф акад доц к.т.н подп кап лейт св о свящ митр архиеп гр тов изд илл канд докт чл моб", "рис табл гл ст п пп ч тт янв фев февр мар апр авг сен сент окт ноя нояб дек стр", "г гг в вв руб коп тыс млн млрд трлн н.э долл проц кв.м им полк ген тел обл респ", "т.д т.п др"},
	{"sk", "ing mgr mudr judr bc dr prof doc phdr plk sv tzv napr tj resp cca č čís ul nám", "str obr ods čl", "r tis mil mld hod min stor gen", "atď apod"},
	{"sr", "др проф мр инж ул тзв нпр тј св ген пуков бр", "стр чл ст", "год г дин мил", "итд сл"},
	{"sv", "hr fr dr prof doc ca t.ex bl.a dvs d.v.s jfr inkl exkl ang ev tel f.n s.k m.a.o p.g.a fr.o.m t.o.m bl n.b", "nr kl s kap jan febr feb mars apr jun jul aug sept sep okt nov dec", "kr milj mdr tkr f.kr e.kr st", "m.m m.fl o.s.v osv o.d"},
	{"ta", "திரு திருமதி", "", "", ""},
	{"tr", "dr prof doç yrd sn hz org alb yb bnb yzb op dt uzm öğr arş gör bkz örn cad sok mah apt", "no s sf cilt md", "a.ş ltd şti tic san m.ö m.s tl av tel gen", "vb vs vd"},
	{"uk", "ім вул просп пл пров буд кв корп тзв т.зв див напр проф акад доц кап св гр тов", "рис табл гл ст п ч с січ лют берез квіт трав черв лип серп верес жовт листоп груд", "р рр м в грн коп тис млн млрд н.е дол ген полк тел обл", "т.д т.п ін"},
}

// abbreviations gives the listed abbreviations of each language. They are
// taken apart when sentences are first asked for.
var abbreviations = sync.OnceValue(func() map[string]map[string]abbreviation {
	all := map[string]map[string]abbreviation{}
	for _, l := range listedAbbreviations {
		listed := map[string]abbreviation{}
		add := func(kind abbreviation, words string) {
			for word := range strings.FieldsSeq(words) {
				listed[word] = kind
			}
		}
		add(joins, l.joins)
		add(counted, l.counted)
		add(mayEnd, l.mayEnd)
		add(ends, l.ends)
		all[l.tag] = listed
	}
	return all
})
