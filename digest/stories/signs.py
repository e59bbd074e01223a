"""Small words that turn what a sentence says: negations, doubts, the future, how many, after what.

Grouping leaves them out; whether one sentence says what another does hangs on them. The lists are of the eight languages
whose phrases digest speaks; in others nothing is seen here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from digest.stories.forms import fold

__all__ = ["Signs", "changes", "denied", "lists", "measures", "signs", "speaks"]


@dataclass(frozen=True, slots=True)
class Signs:
    """Whether a text denies, doubts (or asks, accuses, wants) and foretells, and its words of number and of order."""

    denies: bool
    doubts: bool
    foretells: bool
    limits: frozenset[str]


def signs(text: str, written: Sequence[str], language: str) -> Signs:
    """Read the signs of a text and of its words."""
    folded = frozenset(map(fold, written))
    able = any(word.endswith(_ABLE) for word in folded) if language == "tr" else False
    return Signs(
        denies=_meets(folded, _DENIALS, language) or _SHORTENED.search(text) is not None,
        doubts=able or "?" in text or _meets(folded, _DOUBTS, language),
        foretells=_meets(folded, _FUTURE, language),
        limits=folded & _LIMITS.get(language, _NONE),
    )


def measures(written: Sequence[str], language: str) -> frozenset[str]:
    """List the words among these that say how much, when or why."""
    known = _MEASURES.get(language, _NONE) | _LIMITS.get(language, _NONE)
    return frozenset(map(fold, written)) & known


def changes(written: Sequence[str], language: str) -> bool:
    """Tell whether words say that something stands otherwise than it did: corrected, lowered, back, again."""
    return _meets(frozenset(map(fold, written)), _CHANGES, language)


def denied(before: str, language: str) -> bool:
    """Tell whether the word before a number says that it is the former one: not five, from five."""
    return fold(before) in _FORMER.get(language, _NONE) or fold(before) in _DENIALS.get(language, _NONE)


def speaks(written: Sequence[str], language: str = "") -> bool:
    """Tell whether somebody says or reports something, in any language where none is given."""
    folded = frozenset(map(fold, written))
    return any(_meets(folded, _SPEECH, one) for one in ([language] if language else _SPEECH))


def lists(word: str, language: str) -> bool:
    """Tell what pages count rather than news: five things, ten photos."""
    return fold(word) in _LISTED.get(language, _NONE)


def _meets(folded: frozenset[str], table: _Table, language: str) -> bool:
    return not folded.isdisjoint(table.get(language, _NONE))


_Table = MappingProxyType[str, frozenset[str]]
_NONE: Final[frozenset[str]] = frozenset()
_SHORTENED: Final = re.compile(r"n['’]t\b|(?<![\w.,])[-−]\d", re.IGNORECASE)
"""isn't; and a minus, which turns a number as a denial does a sentence."""
_ABLE: Final = ("abilir", "ebilir", "acak", "ecek", "acagini", "ecegini")


def _table(lines: str) -> _Table:
    """Read a table: each line a language and its words."""
    rows = [line.split() for line in lines.strip().splitlines()]
    return MappingProxyType({language: frozenset(map(fold, known)) for language, *known in rows})


_DENIALS: Final = _table("""
en no not never none nobody nothing neither nor without cannot nowhere
de nicht kein keine keinem keinen keiner keines nie niemals niemand nichts ohne weder
fr ne n pas jamais aucun aucune sans rien ni
es no nunca jamás ningún ninguna ninguno nadie nada sin tampoco ni
tr değil yok hiç hiçbir
ru не ни нет никогда никто ничего без
he לא ולא שלא אין ואין בלי ללא אינו אינה אינם
ar لا ولا لم ولم لن ولن ليس ليست وليس غير دون بدون
""")
_DOUBTS: Final = _table("""
en may might could would should alleged allegedly alleges reportedly apparently perhaps possibly possible probably likely suspected suspects suspect if whether unless accuse accuses accused claim claims claimed according expected expects deny denies denied want wants wanted hope hopes hoped threaten threatens threatened plan plans planned propose proposes proposed try tries tried seek seeks sought urge urges urged ask asks asked demand demands demanded fear fears feared
de könnte könnten soll sollen sollte sollten will wollen wollte wollten möchte möchten würde würden dürfte dürften angeblich mutmaßlich mutmaßliche vielleicht möglicherweise wohl wahrscheinlich ob wenn falls laut fordert fordern droht drohen plant planen verdacht verdächtigt vorwurf vorwirft vorwarf beschuldigt beschuldigen
fr pourrait pourraient peut peuvent devrait devraient serait seraient aurait auraient présumé présumée soupçonné soupçonnée accusé accusée accuse accusent accusait selon si probablement veut veulent demande demandent menace menacent envisage
es podría podrían puede pueden pudo pudieron debería deberían sería serían habría habrían presunto presunta supuesto supuesta acusado acusada acusa acusan acusaba acusaban acusó según si quizás posible posiblemente quiere quieren pide piden sospecha sospechan amenaza planea
tr belki iddia iddiasına muhtemelen eğer istiyor istedi planlıyor
ru может могут мог могла могли бы возможно вероятно якобы предположительно если хочет хотят требует требуют обвиняют обвинил обвиняется подозревают планирует
he עשוי עשויה עשויים עלול עלולה עלולים ייתכן אולי לכאורה חשוד חשודה חשודים אם כנראה רוצה רוצים דורש דורשת דורשים טוען טוענת טוענים
ar قد وقد ربما يمكن محتمل يزعم زعم إذا لو يشتبه متهم اتهم يريد تريد يطالب تطالب
""")
_FUTURE: Final = _table("""
en will shall ll
ru будет будут
ar سوف
""")
_LIMITS: Final = _table("""
en all every each only most many few more less fewer always again after before because since until during despite by
de alle allen aller alles jede jeder jedes jeden nur viele vielen manche mehr weniger immer wieder nach weil wegen seit bis während trotz nachdem
fr tous toutes tout toute chaque plus moins toujours encore après avant parce depuis pendant malgré
es todos todas todo toda cada sólo solo más menos siempre tras después antes porque desde hasta durante
tr tüm bütün her sadece yalnız daha hep çok sonra önce çünkü
ru все всех каждый только больше меньше всегда после потому из-за
he כל רק יותר אחרי לאחר לפני בגלל בשל בעקבות עד
ar كل فقط أكثر جميع بعد قبل بسبب منذ حتى خلال
""")
_MEASURES: Final = _table("""
en more less fewer over under almost nearly about around least most up only
de mehr weniger über unter fast beinahe etwa rund mindestens höchstens bis nur knapp
fr plus moins presque environ près quelque seulement
es más menos casi unos unas cerca solo sólo hasta
tr fazla az yaklaşık neredeyse en
ru более больше менее меньше почти около примерно
he יותר פחות כמעט לפחות
ar أكثر أقل نحو حوالي تقريبا
""")
_CHANGES: Final = _table("""
en correct corrects corrected correction revise revised revises revision down back again lower lowers lowered lowering cut cuts raise raises raised raising restores restored reduced downgraded upgraded
de korrigiert korrigieren korrigierte korrektur berichtigt revidiert gesenkt senkt senken herabgestuft zurück wieder erneut hebt erhöht angehoben
fr corrige corrigé corrigée correction rectifié révise révisé révisée revu revoit ramène ramené ramenée abaisse abaissé baisse relève relevé nouveau
es corrige corregido corregida corrigió corrección rectifica revisa revisó revisado rebaja rebajado rebajó baja bajó reduce redujo sube subió vuelve nuevo
tr düzeltti düzeltildi düzeltme revize düşürdü düşürüldü indirdi indirildi yükseltti yükseltildi yeniden tekrar geri
ru исправил исправили исправлено уточнил уточнили уточнила уточнено снизил снизили снизила снижен понизил понизили понижен повысил повысили пересмотрел снова вновь
he תוקן תוקנה תיקון תיקנה תיקן הוריד הורידה הורד הורדה הועלה העלתה העלה שוב חזרה בחזרה
ar تصحيح صحح صححت تصحح خفض خفضت تخفض يخفض رفع رفعت ترفع يرفع تعديل عدلت مجددا أعاد أعادت عاد عادت
""")
_FORMER: Final = _table("""
en from
de von statt
ru с
ar من
""")
_SPEECH: Final = _table("""
en said says say told tells wrote writes asked asks urged urges warned warns advised advises promised announced added reported reports confirmed shouted chanted insisted
de sagte sagt sagten schrieb schreibt teilte mahnte warnte riet hieß erklärte rief berichtet berichtete berichten meldet meldete mitteilte
fr dit disent déclaré écrit conseille conseillé prévient affirme affirmé indiqué annoncé rapporte rapporté selon
es dijo dice dijeron escribió aconsejó advirtió pidió afirmó informó anunció según
tr dedi diyor söyledi yazdı uyardı istedi belirtti duyurdu açıkladı bildirdi
ru сказал сказала сказали говорит пишет написал написала призвал призвала сообщил сообщила сообщили сообщило посоветовал
he אמר אמרה אמרו כתב כתבה כתבו ביקש ביקשה ביקשו הודיע הודיעה מסר מסרה קרא קראה קראו דיווח דיווחה
ar قال قالت قالوا كتب كتبت دعا دعت طالب طالبت أعلن أعلنت حذر حذرت أفاد أفادت ذكرت
""")
_LISTED: Final = _table("""
en things photos pictures images takeaways facts questions reasons ways tips moments lessons videos charts
de dinge fotos bilder fakten fragen gründe tipps momente punkte
fr choses photos images questions raisons conseils moments points
es cosas fotos imágenes datos preguntas razones claves consejos momentos
tr şey fotoğraf soru soruda neden madde maddede kare karede
ru вещей фото фактов вопросов вопроса причин советов
he דברים תמונות עובדות שאלות סיבות טיפים
ar أشياء صور حقائق أسئلة أسباب نصائح
""")
