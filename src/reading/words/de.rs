//! German phrases, folded.

pub const REGISTER: &[&str] = &[
    r"meld\w*(?: \S+){0,14} an",
    r"anmeld\w*",
    r"(?:merken|merkt|merke)(?: \S+){0,8} vor",
    r"vormerk\w*",
    r"vorzumerken",
    r"nehm\w*(?: \S+){0,12} teil",
    r"nimmt(?: \S+){0,12} teil",
    r"teilnehm\w*",
    r"teilzunehmen",
    r"teilnahme",
    r"(?:bin|sind|waere|waeren|ist)(?: \S+){0,6} (?:mit )?dabei",
    r"dabei (?:bin|sein|sind)",
    r"(?:session|workshop|forum|thema|panel|block|nummer|nr)\.? \w+,? bitte",
    r"(?:session|workshop|forum|thema|panel|block|nummer|nr)\.? \w+,? bitte",
    r"mit von der partie",
    r"zusage",
    r"zusagen",
    r"sage(?: \S+){0,6} zu",
    r"eintragen",
    r"trag\w*(?: \S+){0,8} ein",
    r"setz\w*(?: \S+){0,8} auf die \S*liste",
    r"reservier\w*",
    r"(?:einen|1|zwei|drei|2|3|den|ein|noch) (?:\w+ )?(?:platz|plaetze|plaetzchen)",
    r"(?:ich|wir) (?:\S+ ){0,3}buchen?", r"buche(?: \S+){0,6}", r"(?:moechte|wuerde|moechten)(?: \S+){0,8} buchen", r"buchen sie (?:mich|uns|bitte|fuer)",
    r"(?:komme|kommen|kaeme|kommt)(?: \S+){0,6} (?:zu|zur|zum|in|gern\w*|dazu|mit|vorbei)",
    r"(?:gern\w*|auch|wir|ich) (?:kommen|komme|komm)",
    r"ich kaeme",
    r"ich komm\w*",
    r"wir kommen",
    r"komme",
    r"moechte\w*(?: \S+){0,8} (?:in|zu|zur|zum|an|kommen|dazu\w*|hin\w*)",
    r"angemeldet werden",
    r"nachmeld\w*",
    r"rueckmeldung",
    r"mitmachen",
    r"mach\w*(?: \S+){0,4} mit",
    r"schicke(?: \S+){0,8} (?:zu|zur|zum|in)",
    r"entsende\w*",
    r"(?:fuer|in) (?:die |den )?(?:session|workshop|forum|thema|panel|block|nr\.?|nummer) ?\w*,? bitte",
    r"anschliessen",
    r"einschreib\w*",
    r"hingehen",
    r"interessier\w* (?:mich|uns)",
    r"wuerde mich interessieren",
    r"freue(?:n)? (?:mich|uns)(?: \S+){0,4} (?:teil|dabei|auf)",
    r"notier\w*",
    r"schreib\w*(?: \S+){0,6} (?:auf|ein|dazu)",
    r"begleite\w*",
    r"gehe?(?: \S+){0,3} in",
];

pub const ONESELF: &[&str] = &[
    r"meld\w*(?: \S+){0,3} (?:mich|uns)",
    r"(?:mich|uns)(?: \S+){0,14} (?:anmelden|anzumelden|an|vor|ein|eintragen|vormerken|vorzumerken|registrieren)",
    r"(?:ich|wir) (?:\S+ ){0,4}(?:nehme|nehmen|komme|komm|kommen|kaeme|bin|waere|sage|mache|gehe)(?: \S+){0,10} (?:teil|dabei|zu|zur|zum|dazu|mit|in|an)",
    r"(?:ich|wir) (?:\w+ ){0,4}(?:moechte|moechten|wuerde|wuerden|will|wollen)(?: \S+){0,12} (?:teilnehmen|kommen|dabei sein|gehen|hingehen|mitmachen|teil ?zu ?nehmen)",
    r"(?:nehme|komme|komm|bin|waere|kaeme|mache|gehe)(?: \S+){0,3} (?:ich )?(?:\S+ ){0,10}(?:teil|dabei|zu|zur|zum|dazu|mit|in)",
    r"(?:moechte|wuerde)(?: ich)?(?: \S+){0,12} (?:teilnehmen|kommen|dabei sein|gehen|hingehen|mitmachen)",
    r"fuer mich",
    r"bin dabei",
    r"meine (?:anmeldung|teilnahme|person)",
    r"(?:mit|neben) mir",
    r"(?:mich|mir) (?:und|sowie)",
    r"und mich",
    r"sowie mich",
    r"(?:interessiert|interessieren) mich",
    r"haette(?: ich)?(?: \S+){0,2} (?:\S+ )?(?:einen )?platz",
    r"ich komme",
    r"ich komm",
    r"melde mich",
];

pub const NOT_ONESELF: &[&str] = &[
    r"ich selbst (?:kann|werde|bin|komme|nehme)(?: \S+){0,6} (?:nicht|verhindert)",
    r"ich (?:kann|werde)(?: \S+){0,6} nicht",
    r"im auftrag(?: von| der| des)?",
    r"im namen (?:von|der|des|meines|unseres|unserer)",
    r"fuer (?:meinen|unseren|meine|unsere) (?:chef\w*|geschaeftsfuehr\w*|kolleg\w*|vorgesetzt\w*|inhaber\w*|leiter\w*|mitarbeiter\w*|vorstand|abteilungsleiter\w*)",
];

pub const ATTENDEE: &[&str] = &[
    r"teilnehmer(?:in|innen|\*in|:in|/in)?(?: ist| sind| wird| waere| waeren)?",
    r"teilnehmen (?:wird|werden|moechte|moechten)",
    r"nehmen(?: \S+){0,12} teil",
    r"nimmt(?: \S+){0,10} teil",
    r"es kommen",
    r"es kommt",
    r"kommt",
    r"kommen",
    r"wir melden",
    r"melden wir",
    r"melde ich",
    r"anmelden",
    r"anzumelden",
    r"anmeldung (?:von|fuer)",
    r"teilnahme von",
];

pub const BYSTANDER: &[&str] = &[
    r"rueckfragen",
    r"bei fragen",
    r"fragen (?:an|beantwortet)",
    r"ansprechpartner\w*",
    r"wenden sie sich",
    r"hilft ihnen",
    r"vertretung",
    r"erreich\w*",
    r"durchwahl",
    r"empfehlung",
    r"empfohlen",
    r"hoert sich",
    r"in kopie",
    r"in cc",
    r"gesprochen",
    r"telefonat",
    r"telefoniert",
    r"geschickt hat",
    r"weitergeleitet",
    r"auf hinweis",
    r"von (?:herrn|frau) \S+ (?:erfahren|gehoert|bekommen|erhalten)",
    r"wie angemeldet",
    r"bleibt",
    r"inhaber(?:in)?",
    r"inh\.?",
    r"wie (?:mit|von) (?:herrn|frau)",
    r"bestaetigung (?:bitte )?an",
    r"rechnung an",
    r"gruessen? sie",
];

pub const UNNAMED: &[&str] = &[
    r"(?:meinen|unseren|meine|unsere|zwei|drei|vier|fuenf|2|3|4|5) (?:\w+ )?(?:chef|chefin|geschaeftsfuehr\w*|kolleg\w*|vorgesetzt\w*|mitarbeit\w*|inhaber\w*|vorstand|vorstaendin|vorstandsvorsitz\w*|abteilungsleit\w*|projektleit\w*|betriebsleit\w*|personen|leute|teilnehmer\w*|azubis?|auszubildende\w*)(?: \S+){0,12} (?:anmelden|anzumelden|an|teilnehmen|teil|vormerken|kommen|schicken|dabei)",
    r"(?:zu|wir sind) (?:zweit|dritt|viert|fuenft|sechst|zu zweit|zu dritt)",
    r"(?:zwei|drei|vier|fuenf|sechs|[2-9]) (?:plaetze|personen|leute|teilnehm\w*|mitarbeit\w*|kolleg\w*)",
    r"mit (?:zwei|drei|vier|\d) (?:mann|personen|leuten|kolleg\w*|mitarbeit\w*)",
];

pub const NAMES_FOLLOW: &[&str] = &[
    r"namen?(?: \S+){0,6} (?:nach|folgen|folgt|spaeter|noch)",
    r"(?:reiche|reichen|liefere|schicke|sende|teile)(?: \S+){0,6} (?:nach|mit)",
    r"wer (?:genau )?(?:kommt|teilnimmt|es wird)",
];

pub const CANCEL: &[&str] = &[
    r"absag\w*",
    r"sag\w*(?: \S+){0,8} ab",
    r"abzusagen",
    r"abmeld\w*",
    r"abzumelden",
    r"meld\w*(?: \S+){0,8} ab",
    r"stornier\w*",
    r"storno",
    r"zurueckzieh\w*",
    r"zurueckzuziehen",
    r"zieh\w*(?: \S+){0,8} zurueck",
    r"zuruecktreten",
    r"trete\w*(?: \S+){0,8} zurueck",
    r"zuruecknehm\w*",
    r"streich\w*",
    r"nehm\w*(?: \S+){0,6} (?:von|aus) der \S*liste",
    r"platz(?: \S+){0,4} (?:frei\w*|weiter\w*|zurueck|anderweitig|vergeben|an jemand\w*|jemand\w*)",
    r"(?:abgelehnt|absage)",
];

pub const WITHDRAW: &[&str] = &[
    r"doch nicht",
    r"nicht mehr (?:kommen|teilnehmen|dabei|moeglich|wahrnehmen|an der|an dem)",
    r"leider absagen",
    r"platz(?: \S+){0,4} (?:frei\w*|weiter\w*|anderweitig|vergeben)",
    r"streich\w*",
    r"stornier\w*",
    r"zurueckzieh\w*",
    r"zieh\w*(?: \S+){0,8} zurueck",
    r"(?:meine|unsere|die|seine|ihre) (?:anmeldung|teilnahme|zusage|buchung)(?: \S+){0,8} (?:absagen|zurueck\w*|stornieren|streichen|loeschen|hinfaellig|ab)",
    r"von der (?:teilnehmer|gaeste)?liste",
    r"(?:wieder )?abmelden",
    r"abzumelden",
    r"meld\w* (?:mich|uns|ihn|sie|herrn|frau)(?: \S+){0,8} ab",
];

pub const REGRET: &[&str] = &[
    r"(?:kann|koennen|kannst|koennte)(?: \S+){0,8} nicht(?: \S+){0,4}",
    r"verhindert",
    r"nicht (?:teilnehmen|kommen|dabei sein|wahrnehmen|moeglich|schaffe\w*|klappt|klappen)",
    r"klappt(?: \S+){0,6} nicht",
    r"schaff\w*(?: \S+){0,8} nicht",
    r"erkrankt",
    r"krank\w*",
    r"ausfallen",
    r"faellt(?: \S+){0,3} aus",
    r"dazwischen\w*",
    r"verzichten",
    r"leider absagen",
    r"passt(?: \S+){0,5} nicht",
];

pub const REGISTERED: &[&str] = &[
    r"hatte\w*(?: \S+){0,12} (?:angemeldet|zugesagt|registriert|gebucht|reserviert)",
    r"habe\w*(?: \S+){0,10} (?:angemeldet|zugesagt|gebucht)",
    r"(?:bin|sind|ist|war|waren)(?: \S+){0,6} (?:angemeldet|gemeldet|vorgemerkt|registriert|eingetragen)",
    r"(?:meine|unsere|seine|ihre) (?:\w+ )?(?:anmeldung|zusage|buchung|reservierung|registrierung)",
    r"angemeldet(?:e|en|er)",
    r"bereits angemeldet",
    r"teilnahme (?:von|des|der|unserer?|unseres)",
    r"anmeldebestaetigung",
    r"(?:eine|ihre|die|der) bestaetigung",
    r"anmeldung vom",
    r"wie angemeldet",
];

pub const CHANGE: &[&str] = &[
    r"wechs(?:el|eln|le|elt)\w*", r"umbuch\w*", r"umzubuchen", r"buch\w*(?: \S+){0,8} um", r"tausch\w*", r"aender\w*", r"geaendert",
    r"umgemeldet", r"ummeld\w*", r"umzumelden", r"meld\w*(?: \S+){0,8} um", r"verschieb\w*", r"umsteig\w*", r"doch lieber",
    r"doch (?:in|zu|zur|fuer) ", r"anders ueberlegt", r"stattdessen",
];

pub const SUBSTITUTE: &[&str] = &[
    r"an (?:seiner|ihrer|meiner|unserer|deren|dessen) (?:stelle|statt)",
    r"anstelle",
    r"an stelle",
    r"(?:statt|anstatt) (?:mir|meiner|ihm|ihr|ihrer|seiner|unserer?|herrn?|frau|dr|dessen|deren|des|der|von)",
    r"ersatz\w*",
    r"vertritt (?:mich|ihn|sie|uns)",
    r"vertreten (?:mich|uns|lassen)",
    r"in (?:meiner|seiner|ihrer) vertretung",
    r"als vertretung",
    r"meinen platz",
    r"seinen platz",
    r"ihren platz",
    r"fuer (?:mich|ihn|sie) (?:kommt|springt|nimmt)",
    r"uebernimmt",
    r"einspring\w*",
    r"springt(?: \S+){0,5} ein",
    r"stattdessen (?:kommt|nimmt|wird)",
];

pub const ADDITIONAL: &[&str] = &[
    r"zusaetzlich",
    r"ausserdem (?:noch )?(?:herrn|frau|meine|meinen)",
    r"ergaenz\w*",
    r"noch (?:eine|einen|jemand\w*) (?:weitere\w*|person|kolleg\w*)?",
    r"weitere\w* (?:person|teilnehmer\w*|kolleg\w*|anmeldung)",
    r"auch (?:noch )?(?:herrn|frau|meine|meinen|unsere|unseren) ",
    r"nachmeld\w*",
    r"dazu ?nehmen",
];

pub const CORRECTION: &[&str] = &[
    r"korrektur",
    r"korrigier\w*",
    r"richtig(?:e\w*)? (?:heisst|lautet|ist|waere|geschrieben|schreibweise|firmierung)",
    r"(?:falsch|nicht richtig|verkehrt) (?:geschrieben|geschr\w*|vermerkt|notiert)",
    r"(?:heissen|heisst|firmieren|firmiert)(?: \S+){0,5} (?:seit|jetzt|nun|inzwischen|mittlerweile|nicht)",
    r"schreibfehler",
    r"tippfehler",
    r"namensschild",
    r"schreib\w* (?:sich|uns|mich)(?: \S+){0,3} mit",
    r"umbenannt",
    r"umfirmiert",
];

pub const QUESTION: &[&str] = &[
    r"(?:frage|fragen|fragt) (?:noch|habe|haette|zu|nur)",
    r"(?:eine|zwei|kurze|noch eine|meine|folgende) (?:\w+ )?frage\w*",
    r"wuesste gern\w*",
    r"bitte(?: \S+){0,3} (?:info|auskunft|mitteilung|rueckmeldung|nachricht|rueckruf|programm|agenda)",
    r"koennen sie mir (?:sagen|mitteilen|verraten)",
    r"(?:teilen|sagen|geben) sie (?:mir|uns) (?:bitte )?(?:mit|bescheid|kurz)",
    r"gibt es (?:noch|eine|einen|dort|vor|in|auch|vorab)",
    r"ist (?:es|eine|die|der)(?: \S+){0,6} moeglich",
];

pub const UNDECIDED: &[&str] = &[
    r"bevor (?:ich|wir) (?:mich|uns) (?:\w+ )?(?:entscheid\w*|anmeld\w*|festleg\w*)",
    r"(?:ueberlege|ueberlegen)(?: \S+){0,6} ob",
    r"noch nicht (?:sicher|entschieden|fest)",
    r"unverbindlich",
    r"ehe (?:ich|wir) (?:mich|uns)",
    r"wuerde(?:n)? (?:mich|uns) dann (?:\w+ )?anmelden",
    r"danach (?:entscheide|melde)",
];

pub const REQUEST: &[&str] = &[
    r"(?:koennten|koennen|kannst|wuerden) sie (?:mich|uns|bitte|ihn|sie|herrn|frau|noch|meine|meinen|das|dies|es)",
    r"koennte ich noch (?:in|im|zu|zum|zur|teilnehmen|dazukommen|unterkommen|mitmachen)",
    r"(?:kann|koennte|darf|duerfte) ich(?: \S+){0,4} (?:wechseln|anmelden|noch)",
];

pub const PRESS: &[&str] = &[
    r"presse\w*", r"redaktion\w*", r"redakteur\w*", r"journalist\w*", r"interview\w*", r"vorbericht", r"berichterstattung", r"reportage",
    r"o-ton",
];

pub const COMPLAINT: &[&str] = &[
    r"massenmail\w*",
    r"art(?:ikel|\.) ?1[57]",
    r"loesch(?:ung|en sie)",
    r"beschwer\w*",
    r"unverschaemt\w*",
    r"abmahn\w*",
    r"verteiler(?: \S+){0,4} (?:nehmen|streichen|loeschen|austragen|entfernen)",
    r"aus (?:ihrem|dem|diesem) verteiler",
    r"wie kommen sie an",
    r"spam",
    r"verlange",
    r"keine (?:weiteren )?(?:mails|e-mails|einladungen) mehr",
    r"widersprech\w*",
    r"austragen",
    r"enttaeuscht",
    r"kritik",
    r"stellungnahme",
    r"so geht das nicht",
    r"unzumutbar",
    r"zumutung",
    r"aerger\w*",
    r"frechheit",
];

pub const ADVERTISING: &[&str] = &[
    r"(?:messe|neukunden|sonder|einfuehrungs)?rabatt",
    r"keine (?:angebote|werbung|mails) mehr",
    r"antworten sie(?: \S+){0,3} stopp?",
    r"nur (?:noch )?(?:bis|diese)",
    r"kostenlos\w*(?: \S+){0,2} (?:workshop|webinar|seminar)",
    r"(?:unsere?|unser) (?:\w+ )?(?:pakete|angebot\w*|leistungen|portfolio|loesung\w*|preisliste)",
    r"kein interesse\?",
    r"jetzt (?:sichern|buchen|bestellen|testen)",
    r"kostenlos\w* (?:testen|erstgespraech|demo|beratung)",
    r"ab \d+[.,]?\d* ?(?:€|eur\w*)",
    r"ab (?:eur|€) ?\d+\S*", r"nur \d+\S* ?(?:€|eur\w*)", r"statt \d+\S* ?(?:€|eur\w*)", r"garantiert", r"(?:premium|basis|starter)?-?paket\w*", r"ihre (?:webseite|website|homepage|firma|seite)", r"(?:bei )?google", r"jetzt(?: \S+){0,4} (?:termin|angebot|platz|rabatt|gespraech)", r"kostenlos\w*(?: \S+){0,2} (?:analyse|beratung\w*|check|angebot|muster|testphase|infomaterial|katalog)", r"neukunden\w*", r"umsatz\w*", r"profitieren", r"im monat", r"monatlich", r"lieferbar", r"lagerabverkauf", r"unverbindlich(?: \S+){0,2} (?:angebot|beraten|testen)",
    r"\d+ ?% (?:rabatt|nachlass|guenstiger)",
    r"(?:bieten|biete) (?:ihnen|wir|ich)",
    r"catering",
    r"auf ihre (?:veranstaltung|webseite|website|firma) aufmerksam",
    r"sichtbarkeit",
    r"seo",
    r"unverbindliches angebot",
    r"sponsor\w*",
    r"teilnehmerliste (?:kaufen|erwerben)",
    r"adress(?:liste|daten)",
    r"newsletter",
    r"abbestell\w*",
];

pub const BUSINESS: &[&str] = &[
    r"rechnung (?:nr|vom|fuer|ueber)", r"rechnung \S*\d{3,}\S*", r"ihre (?:rechnung|bestellung|mahnung)", r"zahlungserinnerung",
    r"mahnung", r"rechnungsbetrag", r"kundennummer", r"lieferschein", r"auftragsbestaetigung", r"bewerbung (?:als|um|auf)", r"lebenslauf",
];

pub const AUTOMATIC: &[&str] = &[
    r"(?:nicht|nur eingeschraenkt) (?:im (?:buero|haus)|erreichbar|am (?:platz|arbeitsplatz))",
    r"ausser haus",
    r"im (?:urlaub|mutterschutz)",
    r"in (?:elternzeit|urlaub)",
    r"abwesen\w*",
    r"(?:werden?|wird)(?: \S+){0,4} nicht (?:gelesen|weitergeleitet|bearbeitet|abgerufen)",
    r"automatisch (?:erzeugt\w*|erstellt\w*|generiert\w*|versandt\w*|versendet\w*)",
    r"automatische (?:antwort|nachricht|eingangsbestaetigung|abwesenheit\w*|empfangsbestaetigung|e-mail)",
    r"ticket(?:nummer|-nr|-id|system)?",
    r"vorgangsnummer",
    r"(?:ihre|deine) (?:anfrage|nachricht|e-mail|mail|anliegen)(?: \S+){0,4} (?:eingegangen|erhalten|registriert|erfasst)",
    r"schnellstmoeglich bearbeit\w*",
    r"umgehend bearbeit\w*",
    r"wieder (?:im buero|erreichbar|fuer sie da|im haus|im dienst|da)",
    r"in dringenden (?:faellen|angelegenheiten)",
    r"nicht auf diese (?:e-)?mail",
    r"betriebsferien",
    r"(?:buero|praxis|betrieb|kanzlei)(?: \S+){0,12} geschlossen",
    r"meine (?:vertretung|kollegin|kollegen?)(?: \S+){0,3} (?:uebernimmt|hilft|vertritt)",
    r"lese(?: \S+){0,4} keine (?:e-)?mails?",
    r"bestaetigen sie(?: \S+){0,6} (?:absender|echtheit|link|e-mail-adresse)",
    r"um (?:ihre )?nachricht zuzustellen",
    r"bis (?:einschliesslich|zum|einschl\.?) \S+(?: \S+)?(?: nicht)? (?:nicht|im urlaub|abwesend|ausser)",
    r"bin (?:ab|erst|am) \S+(?: \S+)? wieder",
    r"zustellung (?:verzoegert|fehlgeschlagen)",
];

pub const WISH: &[&str] = &[
    r"rollstuhl\w*",
    r"barrierefrei\w*",
    r"\w*allergi(?:e|en|ker|kerin|sch)\w*",
    r"blindenhund",
    r"assistenzhund",
    r"vegan\w*",
    r"vegetarisch\w*",
    r"unvertraeglich\w*",
    r"glutenfrei\w*",
    r"laktosefrei\w*",
    r"gebaerden\w*",
    r"parkplatz (?:reservier\w*|brauche|benoetig\w*)",
    r"(?:brauche|benoetige|braeuchte) (?:ich )?(?:bitte )?(?:eine|einen|die) (?:rechnung|bescheinigung|parkplatz|parkkarte|quittung|teilnahmebescheinigung)",
    r"keine fotos",
    r"nicht fotografiert",
    r"(?:bitte )?(?:schicken|senden) sie (?:mir|uns) (?:bitte |vorab |noch )*(?:das|die|eine?n?) (?:programm|agenda|unterlagen|anfahrt\w*|tagesordnung|rechnung)",
    r"bitte um (?:rueckruf|die unterlagen|das programm)",
];

pub const POINTER: &[&str] = &[
    r"siehe (?:unten|nachstehend|anhang|weiter unten)",
    r"s\. ?u\.?",
    r"wie (?:unten|besprochen|nachstehend|folgt)",
    r"unten\w*",
    r"nachstehend\w*",
    r"zur kenntnis",
    r"bitte anmelden",
    r"bitte (?:um anmeldung|entsprechend anmelden|eintragen|vormerken)",
    r"leite(?: \S+){0,6} weiter",
    r"weitergeleitet\w*",
    r"folgende anmeldung",
    r"diese anmeldung",
    r"anmeldung unten",
    r"erledigen",
    r"uebernehmen",
];

pub const THIS_ONE: &[&str] = &[
    r"hier bitte\S*",
    r"dies(?:e|er|es|en)(?: hier)?(?:,? bitte)?",
    r"das hier",
    r"hier(?:,? bitte)?",
    r"genau (?:die|das|hier)\w*",
    r"ja(?:,? (?:bitte|gerne?|hier|die|das))?",
    r"da komme ich",
    r"dazu (?:komme|moechte)\w*",
    r"x",
    r"gerne?",
    r"die nehme ich",
];

pub const ANY_SESSION: &[&str] = &[
    r"egal",
    r"gleich lieb",
    r"(?:ganz )?gleich welche\w*",
    r"irgend(?:wo|eine\w*|welche\w*)",
    r"wo (?:noch |gerade )?(?:platz|was frei|etwas frei|frei)\w*",
    r"beliebig\w*",
    r"ueberlasse? (?:ich )?ihnen",
    r"keine praeferenz",
    r"(?:session|workshop|forum|panel|thema) (?:ist|steht|weiss)(?: \S+){0,4} (?:noch )?(?:nicht|offen)",
    r"suchen sie(?: \S+){0,3} aus",
    r"teilen sie (?:mich|uns)(?: \S+){0,4} (?:ein|zu)",
    r"weiss(?: \S+){0,6} (?:noch )?nicht,? (?:welche\w*|in welche\w*)",
];

pub const ALL_SESSIONS: &[&str] = &[
    r"alle (?:drei|vier|fuenf|sechs|sieben|\d|sessions?|workshops?|foren|themen|panels?|bloecke|angebote)",
    r"allen (?:dreien|drei|vier|fuenf|sessions|themen|workshops|foren)",
    r"alles",
    r"saemtliche\w*",
    r"beide(?:n|s)? (?:sessions?|workshops?|foren|themen|panels?)?",
];

pub const REMAINING: &[&str] = &[
    r"(?:das|den|die|der|dem) (?:verbleibende\w*|uebrige\w*|uebrig (?:bleibende|gebliebene)\w*|andere\w*)",
    r"bleibt(?: \S+){0,6} uebrig",
    r"bleibt(?: \S+){0,4} nur(?: \S+){0,4} (?:eine?r?s?|die|das|der)",
];

pub const RELATIVE: &[&str] =
    &[r"mein(?:e|en|em)? (?:\w+ )?(?:mann|frau|ehemann|ehefrau|gatte|gattin|vater|mutter|sohn|tochter|bruder|schwester)"];

pub const OUR_QUESTION: &[&str] = &[
    r"es fehlt uns noch",
    r"fehlt(?: uns)? noch",
    r"noch folgende angaben?",
    r"benoetigen wir noch",
    r"bitte nennen sie",
    r"\(noch offen\)",
    r"welche[sr]? (?:session|workshop|forum|panel|thema)",
];

pub const REFUSE: &[&str] = &[
    r"nicht(?: (?:in|fuer|zu|zur|zum|an|bei|nach|mehr|die|der|das|den|dem|session|workshop|forum|thema|panel|nummer|nr\.?|wie|geplant|angegeben|irrtuemlich|versehentlich|unbedingt)){0,5}",
    r"kein\w*",
    r"(?:an)?statt(?: (?:in|fuer|zu|zur|zum|an|bei|nach|der|die|das|des|dem|session|workshop|forum|thema|panel|nummer|nr\.?)){0,3}",
    r"anstelle(?: (?:von|der|des|session|workshop|forum|thema|panel)){0,3}",
    r"weder(?: (?:in|fuer|zu|zur|die|der|session|workshop|forum|thema)){0,3}",
    r"noch (?:in|fuer|zur|die) (?:die|der)?",
    r"ausser(?: (?:der|die|session|forum|thema|workshop)){0,2}",
    r"ohne(?: (?:die|session)){0,2}",
    r"(?:von|aus)(?: (?:der|dem|session|workshop|forum|thema|panel|nr\.?|nummer)){0,2}",
    r"nicht mehr(?: (?:in|fuer|zu|zur|an|die|der|session|workshop|forum|thema)){0,3}",
    r"raus aus(?: (?:der|dem|session|workshop|forum)){0,2}",
    r"bisher(?: (?:in|der|session)){0,2}",
];

pub const SECOND_CHOICE: &[&str] = &[
    r"ersatzweise",
    r"alternativ\w*",
    r"notfalls",
    r"sonst",
    r"ansonsten",
    r"andernfalls",
    r"hilfsweise",
    r"zweit(?:e[rns]?|er) (?:wahl|wunsch|prioritaet|praeferenz)",
    r"zweit(?:wahl|wunsch|praeferenz)",
    r"2\. ?(?:wahl|wunsch|prioritaet|prio)",
    r"als zweites",
    r"prio(?:ritaet)? ?2",
    r"wahlweise",
    r"zur not",
    r"(?:falls|wenn|sofern)(?: \S+){0,8} (?:voll|ausgebucht|belegt|besetzt|vergeben|nicht moeglich|nicht klappt|nichts frei|kein platz)\w*(?: (?:ist|sein sollte|sind))?,? ?(?:dann|auch|gern\w*|nehme|eben|halt)*",
    r"danach",
    r"gefolgt von",
    r"oder(?: eben| notfalls| auch| ersatzweise| alternativ) ",
];

pub const FIRST_CHOICE: &[&str] = &[
    r"am liebsten",
    r"lieber",
    r"bevorzugt",
    r"vorzugsweise",
    r"primaer",
    r"in erster linie",
    r"erst(?:e[rns]?|er) (?:wahl|wunsch|prioritaet|praeferenz)",
    r"erst(?:wahl|wunsch)",
    r"1\. ?(?:wahl|wunsch|prioritaet|prio)",
    r"prio(?:ritaet)? ?1",
    r"favorit\w*",
    r"bitte",
];

pub const SALUTATION: &[&str] = &[
    r"(?:sehr )?geehrte\w*", r"gruezi\w*", r"grueezi", r"tach", r"griass \w+", r"gruess \w+", r"hallo", r"liebe[rs]?",
    r"guten (?:tag|morgen|abend)", r"moin", r"servus", r"gruess gott", r"hi", r"werte\w*", r"schoenen guten tag",
];
