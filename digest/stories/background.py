"""What is known about words before any entry has come: function words, and words common in any news.

A small or young stream makes document frequencies meaningless: with ten entries every word is rare.
So the counts start from a background. It was written by hand from grammar, not counted from a corpus:
function words carry no topic at all and are left out; words that news uses of any event ("says",
"police", "heute", "أعلن") count as if one entry in `COMMON_SHARE` had them; any other word as if one in
`OTHER_SHARE` had it. The stream's own counts take over as it grows (see `digest.stories.window`).

`FUNCTION` also tells which language a text is in, where nobody says so. `COUNTERS` are the words that number
the parts of a series, beside digits: weekdays, months and ordinals; `CARDINALS` are those that do so only behind what they
number, one of `PARTS`: day two is one of several days, two days are how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

__all__ = [
    "CARDINALS",
    "COMMON",
    "COMMON_SHARE",
    "COUNTERS",
    "FUNCTION",
    "NUMBER_WORDS",
    "OTHER_SHARE",
    "PARTS",
]

COMMON_SHARE = 1 / 40
OTHER_SHARE = 1 / 1000

FUNCTION = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": """a about above after again against all also am an and any are aren't as at be because been before
                being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
                down during each either else even ever few for from further had hadn't has hasn't have haven't having
                he her here hers herself him himself his how however i if in into is isn't it it's its itself just
                let's many may me might more most much must my myself neither no nor not now of off on once only or
                other ought our ours out over own per quite rather same shall she should shouldn't since so some still
                such than that that's the their theirs them themselves then there these they this those though through
                to too toward towards under until up upon us very via was wasn't we were weren't what when where
                whether which while who whom whose why will with within without won't would wouldn't yet you your
                yours yourself amid among amidst vs re ve ll s t d m""",
            "de": """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch
                auf aus bei beim bin bis bist da damit dann das dass dein dem den denn der des dessen dich die dies
                diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige er es
                etwas euch für gegen habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren
                ihrer im in indem ins ist jede jedem jeden jeder jedes jetzt kann kein keine keinem keinen keiner
                können könnte man manche mehr mein mich mir mit muss müssen nach nicht nichts noch nun nur ob oder ohne
                sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sondern sonst über um und uns
                unser unter viel vom von vor während war waren warum was weg weil weiter welche wenn wer werde werden
                wie wieder will wir wird wo wurde wurden zu zum zur zwar zwischen""",
            "fr": """à au aux avec c ce ceci cela ces cet cette ceux chez comme d dans de des donc dont du elle elles en
                encore entre est et été être eu eux fait faut font hors il ils j je jusque l la le les leur leurs lui m
                ma mais me mes moi mon n ne ni non nos notre nous on ont ou où par pas peu peut plus pour pourquoi qu
                quand que quel quelle quelles quels qui s sa sans se selon sera ses si son sont sous sur ta te tes toi
                ton tous tout toute toutes tu un une va vers vos votre vous y après avant a ai avait avaient était""",
            "es": """a al algo algunos ante antes aquel aquella así aún aunque cada como con contra cual cuando de del
                desde donde dos durante e el él ella ellas ellos en entre era eran es esa ese eso esta está están este
                esto estos fue fueron ha han hasta hay la las le les lo los más me mi mientras muy nada ni no nos o
                otra otras otro otros para pero poco por porque que qué quien quién se sea según ser si sí sido sin
                sobre son su sus también tan tanto te tiene todo todos tras tu un una uno unos y ya yo""",
            "pt": """a à ao aos após as às até com como contra da das de dela dele depois do dos e é ela ele eles em
                entre era essa esse esta está estão este foi foram há isso já lhe mais mas me mesmo muito na não nas
                nem no nos nós o os ou para pela pelas pelo pelos por qual quando que quem são se sem ser será seu seus
                só sobre sua suas também tem têm um uma vai você""",
            "it": """a ad ai al alla alle allo anche c che chi ci come con contro cui da dal dalla dalle dei del della
                delle dello di dopo dove due e è ed era fra gli ha hanno i il in io l la le lei lo loro lui ma mi nei
                nel nella nelle no noi non o per perché più quando quella quello questa questo se senza si sia sono su
                sua sui sul sulla suo tra tutti un una uno""",
            "nl": """aan al als bij dan dat de deze die dit door een en er geen haar had hebben heeft het hij hoe hun
                ik in is je kan maar meer met mijn na naar niet nog nu of om ook op over te tegen tot uit van vanaf
                veel voor was wat we weer werd wie wil worden wordt ze zich zij zijn zo zou""",
            "tr": """acaba ama ancak artık aslında az bazı belki ben bile bin bir biraz birçok biri birkaç biz bu buna
                bunda bundan bunu bunun burada çok çünkü da daha dahi de defa değil diğer diye dolayı en fakat gibi göre
                hala hangi hatta hem henüz hep hepsi her herkes hiç hiçbir için ile ilgili ise işte kadar karşı kendi
                kez ki kim kimse lakin madem mi mı mu mü nasıl ne neden nerede niye o olan olarak oldu olduğu olması
                olup on ona onda ondan onlar onu onun orada oysa öyle pek rağmen sadece sanki şey siz sonra şu tarafından
                tüm üzere var ve veya ya yani yerine yine yok zaten ait arasında dedi etti ediyor eden edildi yaptı""",
            "ru": """а без бы был была были было быть в вам вас весь во вот все всех вы где да даже для до его ее если
                есть еще же за здесь и из или им их к как какой ко когда который которая которые которых кто ли либо
                между меня мне может мы на над надо наш не него нее нет ни них но ну о об однако он она они оно от
                перед по под после при про с сам свое своей свои своих своего себя со стал так также там то того тоже
                только том тот ты у уже хотя чего чей чем что чтобы чье эта эти это этого этой этот я из-за""",
            "uk": """а або але без був була були було бути в вже ви від він вона вони воно все всі для до з за зі і
                із й її їх його як який які якщо коли ми на над не немає ні но о об од по під після при про с та так
                також те тим то тому у хто це цього цей ця через чи що щоб я""",
            "he": """אבל או אז אחרי אך אל אלא אלה אלו אם אני אנחנו אנו את אתה אתם באשר בו בין בה בהם ביותר בכל בלי במה
                בעקבות בשל גם דרך הוא היא הייתה היה היו היתה הם הן הנה הרי ואף ואת וגם זאת זה זו זהו חד יהיה יותר יש
                כאן כבר כדי כי כך כל כמה כמו כן כפי כש כאשר לא לאחר לו לה להם לי לך לכל למה לנו לפי לפני מאוד מאז מה מי
                מול מן מתוך נגד עד עוד עם על עליו עליה עצמו פה פי רק ש שבו שבה שהוא שהיא שהם של שלא שלה שלהם שלו שלנו
                שם תחת תוך אין אותו אותה אותם אצל לעבר אחד אחת כלל""",
            "ar": """أن إن إلى ألا أو أي أية إذا إذ التي الذي الذين اللذين ان الى او اي اذا بعد بل بين به بها بأن بأنه
                تحت تم ثم حتى حول حيث خلال دون ذلك رغم سوف ضد ضمن عبر على علي عليه عليها عن عند عندما عنه غير فإن فقد فى
                في فيه فيها قال قبل قد كان كانت كل كما كيف لا لدى لقد لكن لم لن له لها ليس ليست ما ماذا مع مما من منذ
                منه منها نحو نحن هؤلاء هذا هذه هل هم هنا هناك هو هي و وأن وإن وقد وقال ولا ولم ومن وهو وهي يا يتم يكون
                يمكن يوم انه انها أنه أنها أمام بسبب وفي وعلى""",
            "fa": """از است اما اند او ای این آن آنها با باید بر برای به بود تا تر چه خود در را رود شد شده شود که کرد
                کرده کند ما من می نیز نیست ها های هر هم و وی پس پیش یا یک""",
        }.items()
    }
)

COMMON = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": """according agency ago ahead announce announced another around ask back best big biggest bring call
                called change check city come company could country day days end expected face find first four full
                get give global go good government group head help high hit hold home hour how include issue keep key
                know last latest launch lead leader leave left like live local long look made major make man meet
                meeting million minister minute minutes month months morning move national need new news next night
                number official officials old one open part people place plan plans play police president put read
                really report reported reports reveal review right run said say says second see set show side sign
                source sources start state statement stop story take talk talks tell thing things think three time times
                today together told tomorrow tonight top try turn two update updated us use video want warn warns watch
                way week weeks win women work world would year years yesterday young guide tips photos pictures free
                morning monday tuesday wednesday thursday friday saturday sunday january february march april june july
                august september october november december""",
            "de": """angaben bericht deutsche deutschen deutschland ende erste ersten gibt große großen gut heute jahr
                jahre jahren land leben letzte machen macht mann menschen millionen minister mittwoch montag dienstag
                donnerstag freitag samstag sonntag morgen neu neue neuen neuer polizei präsident prozent regierung
                sagt sagte staat stadt tag tage tagen uhr welt woche wochen zeit zwei drei euro""",
            "fr": """an ans année après-midi aujourd'hui autre autres bien contre deux dernier deuxième dit face faire
                france français gouvernement grand grande hier jour jours lundi mardi mercredi jeudi vendredi samedi
                dimanche mois monde nouveau nouvelle pays personnes police premier première président selon semaine
                trois ville vie""",
            "es": """año años ayer ciudad días día después dice dijo españa gobierno gran hace hoy lunes martes miércoles
                jueves viernes sábado domingo mejor mes millones ministro mujer mundo nueva nuevo país personas policía
                presidente primer primera semana tres vida vez""",
            "pt": """ano anos brasil cidade dia dias diz disse governo grande hoje mês milhões ministro mundo nova novo
                país pessoas polícia presidente primeira primeiro semana três vida vez""",
            "it": """anni anno città giorni giorno governo italia mondo nuova nuovo oggi ieri presidente prima primo
                settimana tre vita""",
            "nl": """dag dagen eerste goed grote jaar land mensen minister nieuw nieuwe politie procent week weken
                wereld zegt""",
            "tr": """açıkladı açıklama açıklaması ay bakan bakanı başkan başkanı başladı belirtti bugün büyük dakika devam
                dünya dün gün haber hafta iki ilk ilçe insan kişi milyon neler nedir olacak önce önemli polis saat son
                sonrası söyledi şehir türk üç ülke yarın yapıldı yeni yer yıl yüzde zaman""",
            "ru": """года году год день дня дней заявил заявила заявили из-за лет мир мира млн миллионов министр неделя
                нового новости новые новый первый первая полиция правительство президент рассказал рассказали россии
                россия сегодня сообщил сообщили стало страна страны человек вчера завтра процентов время""",
            "uk": """день заявив заявила президент рік року сьогодні світ україна україни уряд людей""",
            "he": """אמר אמרה אמרו אתמול בוקר בישראל גדול גדולה דיווח דיווחים היום הממשלה הודיע הודיעה החדש החדשה חדש
                חדשה חדשים חדשות יום ימים ישראל ישראלי כל לאומי מחר מיליון ממשלה משטרה המשטרה נשיא ראש ראשון ראשונה
                שבוע שלוש שני שנה שנים שעות שר תושבי עולם העולם אנשים הערב הבוקר פעם צפו""",
            "ar": """أعلن أعلنت أكد أكدت اليوم أمس الأول الأولى الثلاثاء الجديد الجديدة الجمعة الحكومة الخميس الدولة
                الرئيس السبت العالم العام الأحد الأربعاء الاثنين أيام بعد جديد جديدة خبر رئيس سنة شخص شهر عام عاجل
                مصدر مصادر مليون وزير وزارة الوزراء يوم يؤكد يعلن""",
        }.items()
    }
)

_COUNTERS = """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun january february
    march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov
    dec first second third fourth fifth sixth seventh eighth ninth tenth final ii iii iv vi vii viii ix xi xii
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember erste
    ersten zweite zweiten dritte dritten vierte vierten fünfte fünften lundi mardi mercredi jeudi vendredi samedi
    dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre lunes martes miércoles
    jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos
    eylül ekim kasım aralık понедельник вторник среду среда четверг пятница пятницу суббота субботу воскресенье января
    февраля марта апреля мая июня июля августа сентября октября ноября декабря ראשון שני שלישי רביעי חמישי שישי שבת
    ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר الاثنين الإثنين الثلاثاء الأربعاء
    الاربعاء الخميس الجمعة السبت الأحد يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر
    ديسمبر"""

COUNTERS = frozenset(_COUNTERS.split())

# Each line: a language, the number of the first word, and words that count on from it by one, or by ten from twenty.
_COUNTED = """
en 2 two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
de 2 zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn
fr 2 deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
es 2 dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve
es 21 veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve
es 21 veintiún
tr 2 iki üç dört beş altı yedi sekiz dokuz on onbir oniki onüç ondört onbeş onaltı onyedi onsekiz ondokuz
ru 2 два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать
ru 16 шестнадцать семнадцать восемнадцать девятнадцать
ru 2 две трое четверо пятеро шестеро семеро
he 2 שני שלושה ארבעה חמישה שישה שבעה שמונה תשעה עשרה
he 2 שתי שלוש ארבע חמש שש שבע שמונה תשע עשר
he 2 שניים
he 2 שתיים
ar 2 اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة
ar 3 ثلاث أربع خمس ست سبع ثماني تسع
"""
_TENS = """
en twenty thirty forty fifty sixty seventy eighty ninety
de zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
fr vingt trente quarante cinquante soixante septante
es veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
tr yirmi otuz kırk elli altmış yetmiş seksen doksan
ru двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто
he עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים
ar عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون
ar عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين
"""


def _counted() -> Iterator[tuple[tuple[str, str], str]]:
    for language, first, *words in map(str.split, _COUNTED.strip().split("\n")):
        yield from (((language, word), str(int(first) + place)) for place, word in enumerate(words))
    for language, *words in map(str.split, _TENS.strip().split("\n")):
        yield from (((language, word), str(20 + 10 * place)) for place, word in enumerate(words))
        if language == "de":
            ones = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
            yield from (
                (("de", f"{one}und{tens}"), str(20 + 10 * place + value))
                for place, tens in enumerate(words)
                for value, one in enumerate(ones, start=1)
            )
            yield from (((language, f"{one}hundert"), str(100 * value)) for value, one in enumerate(ones, start=1))


NUMBER_WORDS = MappingProxyType(dict(_counted()))

CARDINALS = frozenset((*(word for _, word in NUMBER_WORDS), "one", "eins", "bir", "один", "одна", "אחד", "אחת"))

_PARTS = """act chapter day episode game instalment part phase round season session stage test volume week akt etappe folge
    kapitel runde spieltag staffel tag teil woche acte chapitre épisode étape jour journée partie saison semaine acto
    capítulo día episodio etapa jornada parte semana temporada bölüm gün hafta sezon глава день неделя раунд серия сезон
    тур часть этап יום חלק פרק עונה שבוע"""

PARTS = frozenset(_PARTS.split())
