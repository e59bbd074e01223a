"""Words by which pages give themselves away, beside the phrases of `furniture_phrases`, and how both are compared.

DATES      stand in dates, beside months and weekdays
ADDRESSED  are said to the reader, or by the page of itself
AGENCIES   and others whose name alone is a credit
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["ADDRESSED", "AGENCIES", "DATES", "any_of", "as_words", "fold_line", "phrases"]

_ONE_SPELLING: Final = str.maketrans({"ı": "i", "\u0307": "", "أ": "ا", "إ": "ا", "آ": "ا", "ً": "", "ё": "е", "’": "'"})


def fold_line(text: str) -> str:
    """Bring the spellings of one word together: case (also Turkish), Arabic alifs, apostrophes."""
    return text.lower() if text.isascii() else text.casefold().translate(_ONE_SPELLING)


def phrases(text: str) -> tuple[str, ...]:
    """Read phrases that are written between bars."""
    return tuple(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


def as_words(text: str) -> frozenset[str]:
    """Fold words that are written one after the other."""
    return frozenset(map(fold_line, text.split()))


def any_of(known: Iterable[str]) -> str:
    """Give a pattern for folded phrases; behind a Hebrew prefix or a sign no word has to end."""
    return "|".join(
        re.escape(fold_line(phrase)) + ("" if phrase.endswith(" ל") or not phrase[-1].isalnum() else r"(?!\w)")
        for phrase in known
    )


DATES: Final = as_words(
    """
    am pm a p m gmt bst cet cest est edt pst pdt utc ist msk trt uhr h the of at on and th st nd rd o clock
    ago just now today yesterday second seconds minute minutes min mins hour hours hr hrs day days week weeks month months
    um den der vor gerade eben heute gestern sekunden minuten stunde stunden tag tagen woche wochen
    le la à il y a aujourd'hui aujourd hui hier seconde secondes heure heures jour jours semaine semaines
    el de del a las los en hace hoy ayer segundos minuto minutos hora horas día días semana semanas
    saat tarihinde tarihi önce bugün dün dakika saniye gün hafta
    в г года назад сегодня вчера секунд минут минуты минуту час часа часов день дня дней мск по
    ב ה של בשעה לפני היום אתמול שניות דקות דקה שעה שעות שעתיים יום ימים יומיים
    الساعة يوم في عند منذ قبل اليوم أمس دقيقة دقائق ساعة ساعات ساعتين أيام ص م بتوقيت غرينتش
    """
)
ADDRESSED: Final = as_words(
    """
    you your our us we free unlimited newsletter newsletters inbox app subscription articles exclusive
    ihr ihre ihren sie uns unser unsere unseren kostenlos vous votre vos nous notre nos gratuit gratuitement
    tu su sus usted nosotros nuestro nuestra gratis suscripción siz size sizin bizim ücretsiz haberdar
    вы вас вам ваш ваши мы нас наш нашем бесплатно אתם שלכם אליכם לכם אנחנו שלנו חינם مجانا لكم لنا بريدك
    """
)
AGENCIES: Final = phrases(
    """
    reuters | afp | ap | associated press | getty images | getty | dpa | epa | efe | ansa | anadolu | aa | dha | iha | tass
    bloomberg | xinhua | imago | picture alliance | shutterstock | alamy | nurphoto | pa | pa media | bbc | bbc news | ynet
    тасс | риа новости | интерфакс | коммерсантъ | רויטרס | פלאש 90 | رويترز | أ ف ب | الأناضول
    """
)
