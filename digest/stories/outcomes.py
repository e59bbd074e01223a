"""Open questions and their outcomes: a vote and what it passed, a search and who was found, a match and who won.

An outcome is news to a story that was told only while the question was open. The words of one question are one idea, so
"passes" after "approves" is none; written by hand in the eight languages whose phrases digest speaks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from digest.stories.forms import fold

__all__ = ["Question", "answered", "opened"]


class Question(NamedTuple):
    """What is asked, and the words that ask and answer it: whole, beginnings ("such*") or phrases ("put_out")."""

    name: str
    asking: tuple[tuple[str, ...], ...]
    answering: tuple[tuple[str, ...], ...]


def opened(written: Sequence[str], language: str) -> Iterator[str]:
    """List the questions that words leave open."""
    folded = tuple(map(fold, written))
    yield from (each.name for each in _QUESTIONS.get(language, ()) if _has(folded, each.asking, ()))


def answered(written: Sequence[str], language: str) -> Iterator[str]:
    """List the questions that words answer; what is to be, must be or may be is no answer."""
    folded = tuple(map(fold, written))
    yield from (each.name for each in _QUESTIONS.get(language, ()) if _has(folded, each.answering, _AHEAD))


def _has(folded: Sequence[str], phrases: Sequence[Sequence[str]], never_after: Collection[str]) -> bool:
    return any(
        _begins(folded[place:], phrase) and (not place or folded[place - 1] not in never_after)
        for place in range(len(folded))
        for phrase in phrases
    )


def _begins(folded: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(folded) >= len(phrase) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for word, part in zip(folded, phrase, strict=False)
    )


_NOT_YET: Final = "to be must can could will would should may might not zu werden nicht a de pour pas para no не לא"
_AHEAD: Final = frozenset(_NOT_YET.split(" "))

_TABLE: Final = """
vote | en | vote votes voting debate debates ballot | passes passed approves approved adopts adopted backs backed
vote | de | abstimm* stimmt votum entscheidet | verabschiedet verabschiedete beschliesst beschloss beschlossen billigt billigte gebilligt
vote | fr | vote voter votent scrutin debat | adopte adopté adoptée adoptent approuve approuvé approuvée
vote | es | vota votan votará votación debate | aprueba aprueban aprobó aprobado aprobada
vote | tr | oylama* oylayacak oylanacak | kabul_edildi kabul_etti onayladı onaylandı yasalaştı
vote | ru | голосован* голосует проголосует рассмотрит | принял приняла приняли принят одобрил* одобрен* утвердил*
vote | he | הצבעה להצבעה יצביע* תצביע מצביע* | אישר אישרה אישרו אושר אושרה
vote | ar | تصويت التصويت يصوت للتصويت | أقر أقرت يقر تقر وافق وافقت إقرار
match | en | final match play plays face faces meet meets semifinal quarterfinal kick-off | beat beats win wins won defeat defeats defeated thrash thrashed
match | de | finale endspiel spiel trifft treffen duell | gewinnt gewann gewinnen siegt siegte besiegt besiegte schlägt schlug bezwingt bezwang
match | fr | finale match affronte affrontent reçoit | bat battu battent remporte remporté remportent gagne gagné élimine éliminé
match | es | final partido enfrenta enfrentan juega juegan | gana ganan ganó vence venció derrota derrotó golea eliminó
match | tr | final finali maç* karşılaşıyor karşılaşacak | yendi kazandı mağlup_etti eledi
match | ru | финал* матч* сыграет сыграют встретится встретятся | победил* обыграл* выиграл* одолел*
match | he | גמר בגמר משחק המשחק יפגוש תפגוש | ניצח ניצחה ניצחו גברה הביסה הדיחה זכתה
match | ar | نهائي النهائي مباراة يواجه تواجه | فاز فازت يفوز تفوز هزم هزمت تغلب تغلبت
search | en | search searches searching missing | found located
search | de | such* vermisst* | gefunden entdeckt geborgen
search | fr | recherches recherché recherchée cherchent disparu* | retrouvé retrouvée retrouvés retrouvées
search | es | buscan busca búsqueda desaparecid* | hallado hallada hallados hallan encontrado encontrada encuentran
search | tr | aranıyor arıyor arama kayıp | bulundu
search | ru | ищут поиск* пропал* | нашли найден* обнаружен*
search | he | חיפוש* מחפשים החיפושים נעדר* | נמצא נמצאה נמצאו אותר אותרה אותרו
search | ar | بحث البحث يبحثون مفقود* | عثر العثور
power | en | outage blackout power_cut lost_power cuts_power without_power | restored power_back
power | de | stromausfall* blackout ohne_strom | wiederhergestellt wieder_strom
power | fr | coupure panne sans_électricité privés | rétabli rétablie rétabli* rétablit
power | es | apagón corte_de_luz sin_luz | restablecid* restablece restablecen vuelve_la_luz
power | tr | elektrik_kesintisi kesinti elektriksiz | elektrik_geldi giderildi verildi
power | ru | отключен* блэкаут без_света | восстановил* восстановлен*
power | he | הפסקת_חשמל ללא_חשמל | חזר_החשמל החשמל_חזר החשמל_שב חודשה
power | ar | انقطاع انقطع | عودة عاد عادت استعادة
talks | en | talks negotiations negotiators | break_down broke_down breaks_down fail failed founder foundered
talks | de | gespräche verhandlungen verhandeln | gescheitert scheitern scheiterten abgebrochen geplatzt
talks | fr | pourparlers négociations discussions | échouent échoué échec rompus rompues
talks | es | negociaciones conversaciones diálogo | fracasan fracasaron fracasó rompen rotas rotos
talks | tr | müzakereler müzakere görüşmeler görüşmeleri | çöktü başarısız sonuçsuz
talks | ru | переговоры переговорах переговоров | провалились сорвались сорваны провал
talks | he | שיחות השיחות משא_ומתן | קרסו נכשלו התפוצצו
talks | ar | محادثات المحادثات مفاوضات المفاوضات | انهارت فشلت انهيار فشل
fire | en | fire blaze wildfire fires burning burns | contained extinguished under_control put_out
fire | de | brand feuer waldbrand brennt grossbrand | gelöscht unter_kontrolle
fire | fr | incendie feu brûle | maîtrisé maîtrisée éteint éteinte
fire | es | incendio fuego arde | controlado extinguido sofocado controlan extinguen
fire | tr | yangın yangını yangında yanıyor | söndürüldü kontrol_altına
fire | ru | пожар пожара горит загорелся | потушен* потушили ликвидирован* ликвидировали локализован*
fire | he | שריפה השריפה דליקה | כובתה השתלטו הושגה_שליטה
fire | ar | حريق الحريق | السيطرة_على إخماد أخمد أخمدت
"""


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(part) for part in phrase.split("_")) for phrase in text.split())


def _read() -> Iterator[tuple[str, Question]]:
    for line in _TABLE.strip().splitlines():
        name, language, asking, answering = (cell.strip() for cell in line.split("|"))
        yield language, Question(name, _phrases(asking), _phrases(answering))


_ALL: Final = tuple(_read())
_QUESTIONS: Final = MappingProxyType(
    {language: tuple(question for spoken, question in _ALL if spoken == language) for language, _ in _ALL}
)
