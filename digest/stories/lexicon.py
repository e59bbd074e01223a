"""A small glossary of news: one meaning a line, in eight languages, so that headlines can meet across them.

Written by hand: countries and their people, a few cities, and the words most news is made of. A word
of any column counts as the first English word of its line (`warning`, `Warnung`, `uyarı`, `אזהרה` are
one term). What is not here stays in its own language; names meet by `digest.stories.names`.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["LANGUAGES", "meanings", "places"]

LANGUAGES = ("en", "de", "tr", "ru", "he", "ar", "fr", "es")

_PLACES = """
israel israeli israelis|israel israelisch israeli israelis|israil israilli israilliler|израиль израильский израильтянин израильтяне|ישראל ישראלי ישראלים ישראלית|اسرائيل اسرائيلي الاسرائيليين|israël israélien|israel israelí
turkey turkish türkiye turks turk|türkei türkisch türken|türkiye türk|турция турецкий турки|טורקיה טורקי טורקית תורכיה|تركيا تركي تركية التركي|turquie turc turque|turquía turco
iran iranian iranians|iran iranisch iraner|iran iranlı|иран иранский иранцы|איראן איראני איראנים איראנית|ايران ايراني ايرانية|iran iranien|irán iraní
syria syrian syrians|syrien syrisch syrer|suriye suriyeli|сирия сирийский|סוריה סורי|سوريا سوري سورية|syrie syrien|siria sirio
lebanon lebanese|libanon libanesisch|lübnan lübnanlı|ливан ливанский|לבנון לבנוני|لبنان لبناني|liban libanais|líbano libanés
egypt egyptian|ägypten ägyptisch|mısır mısırlı|египет египетский|מצרים מצרי|مصر مصري|égypte égyptien|egipto egipcio
jordan jordanian|jordanien jordanisch|ürdün ürdünlü|иордания иорданский|ירדן ירדני|الاردن اردني|jordanie|jordania
palestinian palestine palestinians|palästinensisch palästina palästinenser|filistin filistinli|палестинский палестина палестинцы|פלסטיני פלסטינים|فلسطين فلسطيني فلسطينية|palestinien palestine|palestino palestina
gaza|gaza gazastreifen|gazze|газа сектор|עזה|غزة|gaza|gaza
saudi saudis|saudi saudisch saudiarabien|suudi suudiler|саудовский саудовская|סעודיה סעודי|السعودية سعودي|saoudite|saudí saudita
emirates emirati uae|emirate vae|emirlikleri bae|эмираты оаэ|אמירויות|الامارات اماراتي|émirats|emiratos
qatar qatari|katar|katar|катар|קטאר|قطر|qatar|catar
iraq iraqi|irak irakisch|ırak ıraklı|ирак иракский|עיראק עיראקי|العراق عراقي|irak irakien|irak iraquí
russia russian russians|russland russisch russen|rusya rus|россия российский русский россияне|רוסיה רוסי|روسيا روسي|russie russe|rusia ruso
ukraine ukrainian ukrainians|ukraine ukrainisch ukrainer|ukrayna ukraynalı|украина украинский|אוקראינה אוקראיני|اوكرانيا اوكراني|ukraine ukrainien|ucrania ucraniano
germany german germans|deutschland deutsch deutsche|almanya alman|германия немецкий фрг|גרמניה גרמני|المانيا الماني|allemagne allemand|alemania alemán
france french|frankreich französisch|fransa fransız|франция французский|צרפת צרפתי|فرنسا فرنسي|france français|francia francés
britain british uk britons|großbritannien britisch briten|britanya ingiltere ingiliz|британия великобритания британский|בריטניה בריטי|بريطانيا بريطاني|britannique royaume-uni|británico reino
america american usa americans|usa amerika amerikanisch|abd amerika amerikan|сша американский америка|ארה"ב ארצות אמריקה אמריקני אמריקאי|امريكا امريكي واشنطن|états-unis américain|eeuu estadounidense
china chinese|china chinesisch|çin çinli|китай китайский|סין סיני|الصين صيني|chine chinois|china chino
greece greek|griechenland griechisch|yunanistan yunan|греция греческий|יוון יווני|اليونان يوناني|grèce grec|grecia griego
cyprus cypriot|zypern|kıbrıs|кипр|קפריסין|قبرص|chypre|chipre
azerbaijan azerbaijani|aserbaidschan|azerbaycan|азербайджан|אזרבייג'ן|اذربيجان|azerbaïdjan|azerbaiyán
afghanistan afghan|afghanistan|afganistan afgan|афганистан|אפגניסטן|افغانستان|afghanistan afghan|afganistán afgano
india indian|indien indisch|hindistan|индия индийский|הודו הודי|الهند هندي|inde indien|india indio
japan japanese|japan japanisch|japonya japon|япония японский|יפן יפני|اليابان ياباني|japon japonais|japón japonés
europe european eu|europa europäisch eu|avrupa ab|европа европейский ес евросоюз|אירופה אירופי האיחוד|اوروبا اوروبي|europe européen ue|europa europeo ue
nato|nato|nato|нато|נאטו נאט"ו|الناتو|otan|otan
istanbul|istanbul|istanbul|стамбул|איסטנבול|اسطنبول إسطنبول|istanbul|estambul
ankara|ankara|ankara|анкара|אנקרה|انقرة|ankara|ankara
jerusalem|jerusalem|kudüs|иерусалим|ירושלים|القدس|jérusalem|jerusalén
tehran|teheran|tahran|тегеран|טהרן טהראן|طهران|téhéran|teherán
washington|washington|washington|вашингтон|וושינגטון|واشنطن|washington|washington
moscow kremlin|moskau kreml|moskova kremlin|москва кремль|מוסקבה קרמלין|موسكو الكرملين|moscou|moscú
kyiv kiev|kiew|kiev|киев|קייב|كييف|kiev|kiev
london|london|londra|лондон|לונדון|لندن|londres|londres
brussels|brüssel|brüksel|брюссель|בריסל|بروكسل|bruxelles|bruselas
antalya|antalya|antalya|анталья|אנטליה|انطاليا|antalya|antalya
knesset|knesset|knesset|кнессет|כנסת|الكنيست|knesset|knéset
erdogan|erdoğan|erdoğan|эрдоган|ארדואן|اردوغان أردوغان|erdogan|erdogan
netanyahu|netanjahu|netanyahu|нетаньяху|נתניהו|نتنياهو|netanyahu netanyahou|netanyahu
"""

_WORDS = """
warning warn warned warns alert advisory|warnung warnen warnt reisewarnung|uyarı uyarısı uyardı uyarıyor|предупреждение предупредил предупреждает предостережение|אזהרה אזהרת הזהיר התרעה|تحذير تحذر يحذر حذرت|avertissement alerte mise|advertencia alerta advierte
travel|reise reisen|seyahat|поездка поездки|מסע נסיעה נסיעות|السفر سفر|voyage|viaje viajar
citizen citizens nationals|bürger staatsbürger|vatandaş vatandaşlar|граждане гражданин|אזרח אזרחים|مواطن مواطنين رعايا|citoyen ressortissant|ciudadano
tourist tourists tourism|tourist touristen tourismus|turist turizm|турист туристы туризм|תייר תיירים תיירות|سائح سياح سياحة|touriste tourisme|turista turismo
highest maximum|höchste|yüksek|высший наивысший|גבוה גבוהה הגבוהה|اقصى اعلى|maximum|máximo
level|stufe|seviye düzey|уровень|רמה דרגה|مستوى|niveau|nivel
leave evacuate evacuated|verlassen evakuiert|terk tahliye|покинуть эвакуация|לעזוב עזבו פינוי|مغادرة اخلاء|quitter évacuer|abandonar evacuar
threat threats threaten|bedrohung drohung|tehdit|угроза|איום|تهديد|menace|amenaza
terror terrorism terrorist|terror terrorismus|terör terörist|террор террористы теракт терроризм|טרור מחבל|ارهاب ارهابي|terrorisme attentat|terrorismo terrorista
attack attacks attacked|angriff anschlag anschläge angreift|saldırı saldırdı saldırısı|атака нападение удар|פיגוע פיגועים מתקפה תקיפה|هجوم هجمات اعتداء|attaque|ataque atentado
plot plan planned planning|plan geplant|plan planlayan planlıyor komplo|план заговор|תכנון תכננה תכנית תוכנית|مخطط خططت خطة|complot projet|complot plan
foil foiled thwart thwarted|vereitelt vereiteln|önledi engelledi çökertildi|предотвратил предотвращение сорвали|סיכול סוכל סיכלה|احباط احبطت|déjoué|frustrado
arrest arrested arrests detain detained detains|festgenommen festnahme verhaftet|gözaltı tutuklandı yakalandı gözaltına|задержал арест арестован задержаны задержан|מעצר נעצר נעצרו עצרה|اعتقال تعتقل اعتقلت توقيف اوقفت|arrêté arrestation interpellé|detenido arresto
suspect suspects|verdächtige verdächtiger|şüpheli|подозреваемый подозреваемые|חשוד חשודים|مشتبه|suspect|sospechoso
cell|zelle|hücre|ячейка|חוליה|خلية|cellule|célula
assassination assassinate murder murdered|attentat ermordung mord|suikast cinayet|убийство покушение|רצח התנקשות חיסול|اغتيال قتل|assassinat meurtre|asesinato
kill killed dead deaths die died|tote tot getötet|öldü ölü öldürüldü|погиб погибли убит умер|נהרג נהרגו הרוגים מת|مقتل قتيل قتلى وفاة|mort tué|muerto muertos
injured wounded hurt|verletzt verletzte|yaralı yaralandı|ранен пострадавшие пострадали|פצוע פצועים נפצע|جريح جرحى اصابة|blessé|herido
police|polizei|polis|полиция|משטרה שוטר|الشرطة شرطة|police|policía
intelligence mossad|geheimdienst|istihbarat mit|разведка|מוסד מודיעין|مخابرات استخبارات|renseignement|inteligencia
hotel|hotel|otel|отель гостиница|מלון|فندق|hôtel|hotel
visit visits visited visiting|besuch besucht|ziyaret|визит посетил|ביקור ביקר מבקר|زيارة يزور زار|visite|visita
arrive arrives arrived|ankunft eingetroffen|geldi vardı|прибыл прибыла|הגיע נחת|وصل يصل وصول|arrivé|llegó llega
meet meets meeting met talks|treffen trifft traf gespräch gespräche|görüştü görüşme buluştu|встреча встретился переговоры|פגישה נפגש נפגשו שיחות|لقاء يلتقي التقى محادثات مباحثات|rencontre entretien|reunión encuentro
call phone telephone|telefonat telefonierte|telefon|телефонный звонок|טלפון שוחח שיחה|اتصال هاتفي|appel téléphone|llamada
thank thanks thanked gratitude|dank dankt dankte|teşekkür|поблагодарил благодарность|תודה הודה|شكر يشكر|remercie|agradece gracias
president|präsident|cumhurbaşkanı|президент|נשיא|رئيس الرئيس|président|presidente
prime premier|ministerpräsident premier|başbakan|премьер|ראש|الوزراء|premier|primer
minister ministers|minister ministerin|bakan bakanı|министр|שר|وزير|ministre|ministro
ministry|ministerium|bakanlık bakanlığı|министерство мид|משרד|وزارة|ministère|ministerio
foreign|außenminister außen auswärtiges|dışişleri|иностранный мид|חוץ|خارجية الخارجية|étranger étrangères|exterior
ambassador ambassadors envoy|botschafter|büyükelçi|посол послы|שגריר שגרירה שגרירים|سفير سفراء|ambassadeur|embajador
embassy|botschaft|büyükelçilik|посольство|שגרירות|سفارة|ambassade|embajada
diplomat diplomatic diplomacy|diplomat diplomatisch|diplomat diplomatik|дипломат дипломатический|דיפלומט דיפלומטי|دبلوماسي|diplomate diplomatique|diplomático
ties relations relation|beziehungen|ilişki ilişkiler|отношения связи|יחסים קשרים|علاقات العلاقات|relations|relaciones
restore restored renew resume|wiederherstellung wieder|yeniden normalleşme|восстановление возобновить|חידוש מתחדש|استئناف تطبيع عودة|rétablir reprise|restablecer reanudar
appoint appointed named names appoints|ernannt ernennt|atandı atanıyor atama|назначен назначил|מינוי מונה תמונה|تعيين يعين|nommé nomme|nombrado nombra
agreement deal accord agree agreed|abkommen einigung vereinbarung|anlaşma anlaşması anlaştı|соглашение договор сделка|הסכם עסקה|اتفاق اتفاقية صفقة|accord|acuerdo
sign signed signs|unterzeichnet|imzalandı imzaladı|подписал подписали|חתימה חתמו נחתם|توقيع يوقع|signé|firma firman
airline airlines carrier carriers|fluggesellschaft airline|havayolu havayolları|авиакомпания авиакомпании|תעופה|طيران|compagnie aérienne|aerolínea
aviation|luftfahrt|havacılık|авиация авиационный|תעופה|الطيران|aviation|aviación
flight flights fly|flug flüge fliegen|uçuş uçak sefer|рейс рейсы полет|טיסה טיסות לטוס|رحلة رحلات طائرة|vol vols|vuelo vuelos
plane aircraft jet|flugzeug|uçak uçaklar|самолет|מטוס|طائرة طائرات|avion|avión
airport|flughafen|havalimanı havaalanı|аэропорт|נמל שדה|مطار|aéroport|aeropuerto
gas|gas erdgas|gaz doğalgaz|газ|גז|غاز الغاز|gaz|gas
oil|öl|petrol|нефть|נפט|نفط النفط|pétrole|petróleo
pipeline|pipeline leitung|boru|трубопровод газопровод|צינור|انبوب انابيب|gazoduc|gasoducto
energy|energie|enerji|энергия энергетика|אנרגיה|طاقة الطاقة|énergie|energía
trade|handel|ticaret|торговля|סחר|تجارة|commerce|comercio
export exports|export exporte|ihracat|экспорт|יצוא|صادرات تصدير|exportation|exportación
inflation|inflation|enflasyon|инфляция|אינפלציה|تضخم التضخم|inflation|inflación
price prices|preis preise|fiyat|цена цены|מחיר מחירים|سعر اسعار|prix|precio precios
annual|jährlich|yıllık|годовой|שנתי|سنوي|annuel|anual
bank|bank zentralbank|banka bankası|банк центробанк|בנק|بنك البنك|banque|banco
rate rates interest|zins leitzins|faiz|ставка|ריבית|فائدة|taux|tasa tipos
central|zentralbank zentral|merkez|центральный|מרכזי|مركزي المركزي|centrale|central
lira|lira|lira|лира|לירה|ليرة|lire|lira
record|rekord|rekor|рекорд|שיא|قياسي|record|récord
strike strikes walkout|streik bahnstreik|grev|забастовка|שביתה|اضراب|grève|huelga
rail train trains railway|bahn zug züge bahnstreik|tren demiryolu|поезд железнодорожный поезда|רכבת|قطار قطارات|train trains rail|tren trenes
worker workers|arbeiter beschäftigte|işçi|рабочие работники|עובד עובדים|عمال عامل|travailleurs|trabajadores
union|gewerkschaft|sendika|профсоюз|איגוד|نقابة|syndicat|sindicato
election elections vote votes|wahl wahlen|seçim|выборы|בחירות|انتخابات|élection élections|elección elecciones
fifth|fünfte|beşinci|пятый|חמישי חמישית חמישיות|خامس خامسة|cinquième|quinto
parliament|parlament|meclis parlamento|парламент|פרלמנט|برلمان البرلمان|parlement|parlamento
government coalition|regierung koalition|hükümet koalisyon|правительство коалиция|ממשלה קואליציה|حكومة الحكومة ائتلاف|gouvernement coalition|gobierno coalición
dissolve dissolved disband|auflösen auflösung|fesih feshedildi|роспуск распускают распустить|פיזור לפזר יפזרו|حل|dissolution dissoudre|disolver disolución
resign resigns resigned resignation|rücktritt tritt|istifa|отставка|התפטרות התפטר|استقالة|démission|dimisión dimite
leader leaders|führer|lider|лидер|מנהיג|زعيم قادة|dirigeant|líder
opposition|opposition|muhalefet|оппозиция|אופוזיציה|معارضة المعارضة|opposition|oposición
crown prince|kronprinz|veliaht prens|кронпринц принц|יורש נסיך|ولي امير الامير|prince héritier|príncipe heredero
king|könig|kral|король|מלך|ملك الملك|roi|rey
official|offiziell|resmi|официальный|רשמי|رسمي رسمية|officiel|oficial
security|sicherheit sicherheitsrat|güvenlik|безопасность|ביטחון ביטחוני|امن الامن|sécurité|seguridad
council|rat sicherheitsrat|konsey|совет|מועצה מטה|مجلس|conseil|consejo
army military soldier soldiers|armee militär soldaten|ordu asker|армия военный солдаты|צבא צה"ל חייל חיילים|جيش الجيش جنود عسكري|armée soldats militaire|ejército soldados militar
war|krieg|savaş|война|מלחמה|حرب الحرب|guerre|guerra
missile rocket missiles rockets|rakete raketen|füze roket|ракета ракеты|טיל רקטה טילים רקטות|صاروخ صواريخ|missile roquette|misil cohete
drone drones|drohne drohnen|iha siha dron|беспилотник дрон|רחפן מל"ט כטב"ם|مسيرة طائرة|drone|dron
nuclear|atom nuklear|nükleer|ядерный|גרעין גרעיני|نووي|nucléaire|nuclear
ceasefire truce|waffenruhe|ateşkes|перемирие|הפסקת|هدنة|cessez-le-feu trêve|tregua
hostage hostages|geisel geiseln|rehine|заложник заложники|חטוף חטופים|رهينة رهائن|otage|rehén
border|grenze|sınır|граница|גבול|حدود الحدود|frontière|frontera
refugee refugees migrant migrants|flüchtling flüchtlinge migranten|mülteci göçmen|беженец беженцы мигранты|פליט פליטים|لاجئ لاجئين مهاجرين|réfugié migrant|refugiado migrante
sanctions|sanktionen|yaptırım|санкции|סנקציות|عقوبات|sanctions|sanciones
earthquake quake|erdbeben|deprem|землетрясение|רעידת רעידה|زلزال|séisme|terremoto sismo
flood floods|hochwasser überschwemmung|sel|наводнение|שיטפון|فيضان فيضانات|inondation|inundación
fire wildfire|brand waldbrand feuer|yangın|пожар|שריפה|حريق حرائق|incendie|incendio
crash accident|unfall absturz|kaza|авария катастрофа|תאונה התרסקות|حادث تحطم|accident|accidente
explosion blast|explosion|patlama|взрыв|פיצוץ|انفجار|explosion|explosión
court judge|gericht richter|mahkeme|суд|משפט|محكمة|tribunal|tribunal corte
trial sentenced|prozess urteil|dava ceza|приговор|גזר|محاكمة حكم|procès condamné|juicio condena
prison jail|gefängnis|hapis cezaevi|тюрьма|כלא|سجن السجن|prison|prisión cárcel
law bill|gesetz|yasa kanun|закон|חוק|قانون|loi|ley
summit|gipfel|zirve|саммит|פסגה|قمة|sommet|cumbre
candidate status|kandidat beitrittskandidat|aday adaylık|кандидат статус|מועמד מועמדות|مرشح|candidat|candidato
join joining accession|beitritt|katılım üyelik|вступление|הצטרפות|انضمام|adhésion|adhesión
protest protests protesters|protest proteste demonstration|protesto gösteri|протест протесты|הפגנה מחאה|احتجاج احتجاجات مظاهرة|manifestation|protesta protestas
deny denies denied reject rejects dismisses baseless|bestreitet dementiert|yalanladı reddetti|опроверг отверг|מכחישה הכחיש|تنفي نفى ترفض|dément rejette|niega rechaza
accuse accuses accusation accusations|wirft vorwürfe|suçladı suçlama|обвинил обвинения|האשים האשמות|اتهم تتهم اتهام|accuse|acusa
condemn condemns|verurteilt|kınadı|осудил|גינוי גינה|ادان تدين|condamne|condena
journalist journalists|journalist|gazeteci|журналист|עיתונאי|صحفي صحافي|journaliste|periodista
woman women|frau frauen|kadın|женщина женщины|אישה נשים|امراة نساء|femme femmes|mujer mujeres
child children|kind kinder|çocuk|ребенок дети|ילד ילדים|طفل اطفال|enfant enfants|niño niños
school|schule|okul|школа|ספר|مدرسة|école|escuela
hospital|krankenhaus|hastane|больница|חולים|مستشفى|hôpital|hospital
health|gesundheit|sağlık|здоровье здравоохранение|בריאות|صحة الصحة|santé|salud
vaccine|impfung impfstoff|aşı|вакцина|חיסון|لقاح|vaccin|vacuna
virus covid coronavirus|corona virus|koronavirüs covid|коронавирус ковид|קורונה|كورونا|coronavirus covid|coronavirus covid
economy economic|wirtschaft|ekonomi|экономика|כלכלה|اقتصاد|économie|economía
tax|steuer|vergi|налог|מס|ضريبة|impôt taxe|impuesto
company|unternehmen firma|şirket|компания|חברה|شركة|entreprise|empresa
team|mannschaft team|takım|команда|קבוצה|فريق|équipe|equipo
gold|gold|altın|золото|זהב|ذهب ذهبية|or|oro
medal|medaille|madalya|медаль|מדליה|ميدالية|médaille|medalla
olympic olympics|olympia olympische|olimpiyat|олимпиада олимпийский|אולימפי אולימפיאדה|اولمبي اولمبياد|olympique|olímpico
tokyo|tokio|tokyo|токио|טוקיו|طوكيو|tokyo|tokio
final|finale|final|финал|גמר|نهائي|finale|final
championship cup|meisterschaft pokal|şampiyona kupa|чемпионат кубок|אליפות גביע|بطولة كاس|championnat coupe|campeonato copa
football soccer|fußball|futbol|футбол|כדורגל|كرة القدم|football|fútbol
million|million millionen|milyon|миллион млн|מיליון|مليون|million|millón millones
percent|prozent|yüzde|процент процентов|אחוז אחוזים|بالمئة المئة|pourcent|ciento
first|erste erster|ilk|первый|ראשון ראשונה לראשונה|اول الاول|premier première|primero primera
death toll|todesopfer opferzahl|bilanço|число жертв|מניין|حصيلة|bilan|balance
safe safety|sicher|güvenli|безопасный|בטוח|امن|sûr|seguro
statement announces announced announce|erklärung angekündigt|açıklama açıkladı|заявление заявил|הודעה הודיע|بيان اعلان|déclaration annonce|comunicado anuncia
"""


@lru_cache(maxsize=1)
def meanings() -> dict[tuple[str, str], str]:
    """Give the English head word of every (language, word as written here)."""
    known: dict[tuple[str, str], str] = {}
    for line in (_PLACES + _WORDS).split("\n"):
        columns = line.split("|")
        for language, cell in zip(LANGUAGES, columns, strict=False):
            for word in cell.split():
                known.setdefault((language, word), columns[0].split()[0])
    return known


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """List the head words that name a country, a city, an institution or a person."""
    return frozenset(line.split()[0] for line in _PLACES.split("\n") if line)
