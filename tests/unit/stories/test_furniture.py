"""What pages carry that is not news, and news that only looks like it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import ParsedEntry
from digest.stories.furniture import count_lines, line_key, strip_furniture

NEWS = "Israel asked its citizens in Istanbul to leave at once."
LINES = Path(__file__).parents[2] / "data/furniture"


def entry(summary: str, *, title: str = "A title", text: str = "", authors: tuple[str, ...] = ()) -> ParsedEntry:
    return ParsedEntry(
        keys=(f"title:{title}",),
        title=title,
        summary=summary,
        text=text,
        authors=authors,
        published=datetime(2026, 6, 16, tzinfo=UTC),
    )


def stripped(
    summary: str,
    *,
    counts: Mapping[str, int] | None = None,
    titles: frozenset[str] = frozenset(),
    authors: tuple[str, ...] = (),
    title: str = "A title",
) -> str:
    return strip_furniture(entry(summary, title=title, authors=authors), counts or {}, titles).summary


def by_kind(name: str) -> list[tuple[str, str]]:
    """Read the lines of a file and the kinds that head them."""
    kind, found = "", list[tuple[str, str]]()
    for line in (LINES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            kind = line[3:]
        elif not line.startswith("#"):
            found.append((kind, line))
    return found


@pytest.mark.parametrize(
    "line",
    [
        *(
            "By Jane Doe",
            "BY JANE DOE and JOHN ROE",
            "By Reuters",
            "By Jane Doe, Jerusalem Correspondent",
            "Written by J. van Dyk",
        ),
        *(
            "Photo: Jane Doe/Reuters",
            "Image credit: AFP",
            "Photo by A. Kaya",
            "(Photo: AFP)",
            "Pictures: Getty",
            "Credit: AP",
        ),
        *(
            "Read more",
            "READ MORE",
            "Read more »",
            "READ MORE: Rail strike ends",
            "Related: Rail strike",
            "Also read: Prices",
            "More on this story",
        ),
        *("Continue reading…", "Continue reading A title →", "Click here to read the full story", "Full story"),
        *(
            "Subscribe today and save 40%",
            "Subscribe to our newsletter",
            "Save 40% with a yearly subscription!",
            "Sign up for our newsletter",
        ),
        *(
            "Follow us on Telegram",
            "Share this article",
            "Join our WhatsApp channel",
            "Share",
            "Advertisement",
            "12 comments",
            "5 min read",
        ),
        *("The post A title appeared first on Courier.", "The post Why? And how! first appeared on The Courier"),
        *(
            "Reporting by A. Kaya; Editing by J. Doe",
            "Updated: 16 June 2026, 12:30",
            "© 2026 Courier. All rights reserved.",
            "* * *",
        ),
        *(
            "מאת דן כהן",
            "צילום: רויטרס",
            "קראו גם: הרכבת שובתת",
            "להמשך קריאה",
            "הירשמו לניוזלטר שלנו",
            "עקבו אחרינו בטלגרם",
            "פרסומת",
            "הצטרפו לערוץ הטלגרם",
        ),
        *(
            "بقلم أحمد علي",
            "تصوير: رويترز",
            "اقرأ أيضًا: إضراب القطارات",
            "إقرأ المزيد",
            "اشترك في نشرتنا البريدية",
            "تابعونا على تلغرام",
            "إعلان",
        ),
        *(
            "Haber: Ayşe Kaya",
            "Fotoğraf: AA",
            "DEVAMINI OKU",
            "İlgili haber: Grev",
            "Bültenimize abone olun",
            "Bizi takip edin",
            "Haberleri kaçırmamak için abone olun",
        ),
        *(
            "Автор: Иван Петров",
            "Фото: РИА Новости",
            "Читайте также: Забастовка",
            "ЧИТАТЬ ДАЛЕЕ",
            "Подпишитесь на наш канал",
            "Реклама",
            "Поделиться",
        ),
        *("Von Anna Müller", "Foto: dpa", "Lesen Sie auch: Streik", "Weiterlesen", "Jetzt abonnieren!", "Anzeige"),
        *(
            "Par Marie Dupont",
            "Crédit photo : AFP",
            "Lire aussi : La grève",
            "Lire la suite…",
            "Abonnez-vous à notre newsletter",
            "Publicité",
        ),
        *(
            "Por Juan Pérez",
            "Foto: EFE",
            "Lea también: La huelga",
            "Seguir leyendo",
            "Suscríbete a nuestro boletín",
            "Publicidad",
        ),
    ],
)
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    """Before, between and behind news; and where it is all there is, nothing is right."""
    assert (
        stripped(f"{line}\n{NEWS}\n{line}\nThe alert is at its highest level.")
        == f"{NEWS}\nThe alert is at its highest level."
    )
    assert stripped(line) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        *(
            "By 2030 Turkey will double its exports.",
            "By Monday evening both sides had agreed.",
            "By land and by sea, aid arrived",
        ),
        *(
            "Photos from the scene showed burnt cars.",
            "A photo shared by the army shows the ship.",
            "Image recognition is spreading.",
        ),
        *(
            "Experts say children should read more.",
            "Read more books, the minister told pupils.",
            "More than 40 people were hurt.",
        ),
        *(
            "Netflix subscribers fell by 5 percent.",
            "Households could save 40% on energy.",
            "Subscribers will pay more from July.",
        ),
        *(
            "JERUSALEM (Reuters) - Israel raised its alert.",
            "ANKARA, June 16 (AP) — Talks go on.",
            "Source-code of the app leaked.",
        ),
        *(
            "Share prices rose in Istanbul.",
            "File-sharing site closes.",
            "Updated figures show 41 percent inflation.",
            "Video games sell well.",
        ),
        *(
            "Follow the money, prosecutors said.",
            "Watch makers meet in Basel.",
            "The post office strike is over.",
            "Level 4: do not travel.",
        ),
        *(
            "ראש הממשלה הגיע לטורקיה.",
            "צילום הסרט נמשך שנה.",
            "מאת אלפי מפגינים לא נותר איש ברחובות העיר בלילה.",
            "שתפו פעולה עם המשטרה, ביקשו בעירייה.",
        ),
        *("اشترك في المظاهرة آلاف من سكان أنقرة.",),
        *(
            "صورة الوضع في أنقرة تتغير.",
            "Fotoğraf sergisi açıldı.",
            "Abone sayısı arttı.",
            "Haber ajansı duyurdu.",
            "Takip edilen gemi battı.",
        ),
        *("Фотографии с места событий показали разрушения.", "Реклама подорожала на 5%.", "Подписка на газ продлена."),
        *(
            "Von Berlin nach Ankara fliegen wieder Züge.",
            "Bilder zeigen zerstörte Häuser.",
            "Teilen der Stadt fehlt Strom.",
        ),
        *("Par ailleurs, Ankara a protesté.", "Suivez-le, dit le ministre.", "La photo a été prise lundi."),
        *("Por otra parte, Ankara protestó.", "Compartir vivienda es más caro.", "Fuentes del Gobierno lo confirman."),
    ],
)
def test_news_that_looks_like_furniture_stays(sentence: str) -> None:
    """A pattern names whole lines, not words."""
    assert stripped(f"{NEWS}\n{sentence}") == f"{NEWS}\n{sentence}"


@pytest.mark.parametrize(("kind", "line"), by_kind("lines.txt"))
def test_every_kind_of_furniture_goes_at_first_sight(kind: str, line: str) -> None:
    """Bylines, credits, stamps, counts, offers, invitations, ways on and filings, in eight languages."""
    assert stripped(f"{NEWS}\n{line}") == NEWS, kind


@pytest.mark.parametrize(("kind", "sentence"), by_kind("news.txt"))
def test_what_begins_like_furniture_of_any_kind_and_is_news_stays(kind: str, sentence: str) -> None:
    """A sentence about somebody, told by somebody, or with a time in it, is not the page's own."""
    assert stripped(f"{NEWS}\n{sentence}") == f"{NEWS}\n{sentence}", kind


@pytest.mark.parametrize(
    "credit",
    [
        "Photo: AFP",
        "(Photo: Reuters)",
        "Foto: dpa",
        "Photo: A. Kaya/Getty Images",
        "Image: AP/A. Kaya",
        "צילום: רויטרס",
    ],
)
def test_a_credit_before_a_paragraph_costs_only_itself(credit: str) -> None:
    """Where no line ends between a picture and the news, the agency's name does."""
    assert stripped(f"{credit} {NEWS}") == NEWS
    assert stripped(f"{NEWS}\n{credit} {NEWS}") == f"{NEWS}\n{NEWS}"


def test_a_moment_or_a_caption_alone_stays() -> None:
    """What may be all that an entry tells is not taken from it."""
    for line in ("3 March 2026, 18:40", "Picture: a barge under the bridge", "Jane Doe in Athens"):
        assert stripped(line) == line
        assert stripped(f"{line}\n{NEWS}") == NEWS


def test_a_line_that_three_entries_share_is_furniture_whatever_it_says() -> None:
    """Counted in the document, or over time by the store."""
    slogan = "Courier: the news that the Levant wakes up to."
    entries = [entry(f"{NEWS} {n}\n{slogan}", title=f"Title {n}") for n in range(3)]
    counts = count_lines(entries)
    assert counts[line_key(slogan)] == 3
    assert [strip_furniture(one, counts, set()).summary for one in entries] == [f"{NEWS} {n}" for n in range(3)]
    assert stripped(f"{NEWS}\n{slogan}", counts={line_key(slogan): 2}) == f"{NEWS}\n{slogan}"
    assert stripped(slogan, counts={line_key(slogan): 3}) == ""


def test_copies_of_one_article_do_not_make_its_lines_furniture() -> None:
    """Entries with the same title count once."""
    copies = [entry(NEWS), entry(NEWS), entry(NEWS, title="a TITLE")]
    assert count_lines(copies) == {line_key(NEWS): 1}


def test_a_line_counts_once_an_entry() -> None:
    """In summary and text, or twice in one of them."""
    assert count_lines([entry("Line", text="Line\nOther line\nLine")])[line_key("Line")] == 1


def test_lines_are_the_same_through_case_and_punctuation() -> None:
    """Also through the Turkish dotless i and Arabic alifs."""
    assert line_key("DEVAMINI OKU…") == line_key("Devamını oku")
    assert line_key("إقرأ المزيد") == line_key("اقرا المزيد!")
    assert line_key("Share") != line_key("Shares")
    assert line_key(" – ") == ""


def test_titles_of_other_entries_go_and_so_does_the_entrys_own() -> None:
    """Related headlines are told elsewhere; the headline stands above already."""
    titles = frozenset({"A title", "Rail strike enters second week"})
    assert stripped(f"A TITLE\n{NEWS}\n• Rail strike enters second week", titles=titles) == NEWS
    assert stripped("Rail strike enters second week", titles=titles) == "Rail strike enters second week"
    assert stripped("A title", titles=titles) == ""


@pytest.mark.parametrize(
    "caption",
    ["A gate at the airport on Monday. (AP Photo/A. Kaya)", "A gate. (צילום: רויטרס)", "FILE - A gate, May 2026."],
)
def test_captions_go_where_there_is_news_beside_them(caption: str) -> None:
    """Where a caption is all there is, it stays without its credit."""
    assert stripped(f"{caption}\n{NEWS}") == NEWS
    assert stripped(caption) == caption.partition(" (")[0]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"{NEWS} Read more", NEWS),
        (f"{NEWS} Read more »", NEWS),
        (f"{NEWS} […]", NEWS),
        ("The minister said that talks […]", "The minister said that talks…"),
        ("The minister said that talks [...] Continue reading", "The minister said that talks…"),
        ("The minister said that… Continue reading A title →", "The minister said that…"),
        (f"{NEWS} The post What now? A look appeared first on The Courier.", NEWS),
        (f"{NEWS} Subscribe to our newsletter. Follow us on Telegram.", NEWS),
        ("וזירת התיירות מתרוקנת. להמשך קריאה", "וזירת התיירות מתרוקנת."),
        ("• The minister said no.", "The minister said no."),
        ("— The minister said no.", "— The minister said no."),
        ("Görüşme sürüyor. Devamını oku", "Görüşme sürüyor."),
        ("Переговоры идут. Читать далее →", "Переговоры идут."),
    ],
)
def test_furniture_at_the_end_of_a_line_is_cut_off(line: str, kept: str) -> None:
    """A text that was cut short keeps an ellipsis."""
    assert stripped(line) == kept


def test_the_names_of_the_authors_are_a_byline_in_any_language() -> None:
    """Also without "by"; but not a sentence with their names in it."""
    authors = ("Jane Doe", "Иван Петров")
    assert stripped(f"Jane Doe and Иван Петров\n{NEWS}", authors=authors) == NEWS
    assert stripped("Jane Doe was arrested on Monday.", authors=authors) == "Jane Doe was arrested on Monday."


def test_text_that_is_no_longer_than_the_summary_goes() -> None:
    """Without its furniture it is the same."""
    bare = strip_furniture(entry(NEWS, text=f"By Jane Doe\n{NEWS}\nRead more"), {}, set())
    assert (bare.summary, bare.text) == (NEWS, "")


@given(
    st.lists(
        st.sampled_from([NEWS, "Read more", "By Jane Doe", "", "A title", "[…]", "x" * 300]) | st.text(max_size=30)
    ).map("\n".join)
)
def test_stripping_twice_is_stripping_once(summary: str) -> None:
    """And it never makes anything longer."""
    once = stripped(summary)
    assert stripped(once) == once
    assert len(once) <= len(summary)


@pytest.mark.parametrize(
    "piece",
    ["The post ", "Read more. ", "a", " ", "(", "photo ", "subscribe save ", "[…]", "a/", "get 1 ", "photo: a", "A | "],
)
def test_long_lines_take_linear_time(piece: str) -> None:
    """A hundred thousand characters of anything, in one line or in many."""
    began = time.perf_counter()
    stripped((piece * 100_000)[:100_000])
    stripped("\n".join([piece] * 10_000))
    assert time.perf_counter() - began < 5
