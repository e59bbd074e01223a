"""The best headline of a story, and the sentences that carry it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Entry
from digest.stories.summary import first_said, is_cut_out, lead_entry, summarise


def test_the_headline_is_the_one_the_others_support(make_entry):
    """Not the first to report, but the one that says what most say."""
    odd = make_entry(1, "A long night in the harbour district of the city", hours_ago=9)
    plain = make_entry(2, "Warehouse fire in Haifa harbour injures three", hours_ago=5)
    other = make_entry(3, "Three injured as fire burns Haifa harbour warehouse", hours_ago=4)
    assert lead_entry([odd, plain, other], ["en"]) in (plain, other)


def test_a_question_is_no_headline_where_there_is_a_statement(make_entry):
    """A teaser does not tell the reader what happened."""
    teaser = make_entry(1, "What does the Haifa harbour fire mean for trade?", hours_ago=9)
    plain = make_entry(2, "Haifa harbour fire halts trade for two days", hours_ago=5)
    assert lead_entry([teaser, plain], ["en"]) is plain


def test_a_summary_does_not_repeat_the_headline(make_entry):
    """A first sentence that only rewords the title gives way to one that adds something."""
    entry = make_entry(
        1,
        "Warehouse fire in Haifa harbour injures three",
        summary="A warehouse fire in Haifa harbour injures three. Firefighters took nine hours to put it out.",
    )
    assert [quote.text for quote in summarise([entry], entry)] == ["Firefighters took nine hours to put it out."]


def test_the_second_sentence_comes_from_where_something_is_added(make_entry):
    """Two outlets with the same lead give one sentence; a third with more gives the second."""
    first = make_entry(
        1, "Fire in Haifa", summary="A blaze destroyed a grain warehouse in the harbour on Monday night."
    )
    same = make_entry(
        2, "Haifa fire", summary="A blaze destroyed a grain warehouse in the harbour on Monday night, police say."
    )
    more = make_entry(
        3, "Harbour closed", summary="Shipping companies diverted eleven vessels towards Ashdod and Limassol."
    )
    quotes = summarise([first, same, more], first)
    assert len(quotes) == 2
    assert quotes[1].outlet == "Outlet 3"


def test_copies_support_nothing(make_entry):
    """One text in four papers is one source: the sentence that a second desk bears out is quoted."""
    agency = "The governor praised the harvest festival in Akko for its music and food stalls."
    own = "Twelve people were injured when the stage roof collapsed at the festival."
    borne = "The stage roof collapsed and injured twelve people, the fire service said."
    copies = [make_entry(number, f"Festival in Akko {number}", summary=agency) for number in range(1, 5)]
    told = [make_entry(5, "Akko festival stage", summary=own), make_entry(6, "Roof falls in Akko", summary=borne)]
    assert summarise([*copies, *told], copies[0])[0].text in {own, borne}


def test_support_is_counted_by_stems(make_entry):
    """Other forms of a word bear a sentence out, too."""
    first = make_entry(1, "Headline of one", summary="Dockers rejected the offers of employers on Monday evening.")
    other = make_entry(2, "Headline of two", summary="A docker says: employer offer rejects all that was asked for.")
    alone = make_entry(3, "Headline of three", summary="Violins were stolen from the rehearsal room on Friday.")
    assert summarise([alone, first, other], alone)[0].text == first.summary


def test_a_story_of_bare_headlines_has_no_summary(make_entry):
    """Nothing is invented."""
    entry = make_entry(1, "A headline and nothing else")
    assert summarise([entry], entry) == ()


def test_only_the_language_of_the_headline_is_quoted(make_entry):
    """A summary in two languages is none."""
    english = make_entry(1, "Fire in Haifa harbour", summary="")
    hebrew = make_entry(2, "שריפה בנמל חיפה", summary="שריפה גדולה פרצה אמש במחסן תבואה בנמל חיפה.", language="he")
    assert summarise([english, hebrew], english) == ()


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=600)), min_size=1, max_size=4))
def test_every_quote_stands_in_a_source(texts):
    """Word for word, but for white space and an ellipsis at the end, whatever the sources hold."""
    now = datetime(2026, 6, 16, tzinfo=UTC)
    entries = [
        Entry(id=n, feed_id=n, outlet=f"O{n}", title=title, summary=summary, seen_at=now)
        for n, (title, summary) in enumerate(texts, 1)
    ]
    quotes = summarise(entries, lead_entry(entries, ["en"]))
    sources = " ".join(" ".join(entry.summary.split()) for entry in entries)
    assert len(quotes) <= 2
    for quote in quotes:
        assert " ".join(quote.text.removesuffix("…").split()) in sources


def test_a_later_entry_outdates_the_headline_that_most_support(make_entry):
    """What three outlets said before the news gives way to the best headline that tells it."""
    early = [
        make_entry(1, "Envoy to visit Nicosia on Friday", hours_ago=9),
        make_entry(2, "Cyprus: envoy to visit Nicosia this Friday", hours_ago=8),
        make_entry(3, "Envoy will visit Nicosia on Friday", hours_ago=7),
    ]
    news = make_entry(4, "Envoy cancels Friday visit to Nicosia", hours_ago=2)
    aside = make_entry(5, "Hotels in Nicosia hope for a busy summer season", hours_ago=1)
    entries = [*early, news, aside]
    assert lead_entry(entries, ["en"], {1, 4, 5}) is news
    assert lead_entry(entries, ["en"], {1}) in early


def test_a_late_report_of_an_old_number_is_outdated_too(make_entry):
    """Who tells nothing new does not turn the clock back."""
    first = make_entry(1, "Landslide in Aosta kills two hikers", hours_ago=9)
    news = make_entry(2, "Landslide in Aosta kills seven hikers", hours_ago=5)
    late = make_entry(3, "Aosta landslide kills two hikers", hours_ago=1)
    assert lead_entry([first, news, late], ["en"], {1, 2}) is news


def test_what_a_headline_outdates_is_not_quoted_below_it(make_entry):
    """A story does not contradict itself."""
    old = make_entry(1, "Landslide in Aosta", summary="Two hikers were killed above Aosta, rescuers said.", hours_ago=9)
    news = make_entry(
        2, "Landslide in Aosta kills seven hikers", summary="The path had been open for a week only.", hours_ago=2
    )
    assert [quote.text for quote in summarise([old, news], news)] == [news.summary]


def test_a_clean_headline_comes_before_one_with_the_marks_of_a_wire(make_entry):
    """Even from who is first."""
    wire = make_entry(1, "UPDATE 3-Harbour of Split closed after oil spill", hours_ago=9)
    paper = make_entry(2, "Harbour of Split closed after an oil spill", hours_ago=5)
    assert lead_entry([wire, paper], ["en"]) is paper


def test_a_sentence_is_quoted_from_who_wrote_it_first(make_entry):
    """Whatever order the entries joined in."""
    said = "Shipping companies diverted eleven vessels towards Rijeka."
    late = make_entry(1, "Split harbour shut", summary=said, hours_ago=1)
    early = make_entry(2, "Oil spill in Split", summary=f"{said} The clean-up will take a week.", hours_ago=5)
    assert {quote.outlet for quote in summarise([late, early], late)} == {"Outlet 2"}


def test_a_sentence_that_a_cut_headline_begins_is_not_quoted(make_entry):
    """An entry without a title is headed by its own words."""
    sentence = (
        "Shipping companies diverted eleven vessels towards Rijeka after the spill, and nobody knows for how long."
    )
    entry = make_entry(1, sentence[:60].rstrip() + "…", summary=f"{sentence} The clean-up will take a week at least.")
    assert [quote.text for quote in summarise([entry], entry)] == ["The clean-up will take a week at least."]


def test_no_sentence_is_cut_out_of_a_speech_where_there_is_another(make_entry):
    """A quotation mark without its other leaves the reader in the middle of what somebody says."""
    entry = make_entry(
        1,
        "Minister opens the new tram line",
        summary="“We waited nine years for these eleven stations. And the people of Haifa waited with us,” she told"
        " reporters at the depot. The first carriages leave on Thursday morning.",
    )
    assert [quote.text for quote in summarise([entry], entry)] == ["The first carriages leave on Thursday morning."]
    alone = make_entry(2, "Minister opens the line", summary="“We waited nine years for these eleven stations. ")
    assert len(summarise([alone], alone)) == 1


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("“We waited for years,” she said.", False),
        ("„Wir haben lange gewartet“, sagte sie.", False),
        ("”Vi har väntat länge”, sade hon.", False),
        ("« Nous avons attendu », a-t-elle dit.", False),
        ('The 5" pipe burst, "at last", he said.', False),
        ('צה"ל הודיע על כך בבוקר.', False),
        ("And they waited, too,” she said.", True),
        ('He said: "We waited for years.', True),
        ("Nous avons attendu », a-t-elle dit.", True),
    ],
)
def test_a_quotation_mark_alone_betrays_what_is_cut_out(text, cut):
    """Whatever the marks of the language are; those of inches and in Hebrew words are none."""
    assert is_cut_out(text) is cut


def test_what_a_round_up_says_of_other_news_is_not_said_of_the_story(make_entry):
    """Its headline has two parts; only one is about what the others tell."""
    first = make_entry(1, "Ferry strike stops traffic to Cyprus", summary="Crews in Haifa stopped work at dawn.")
    roundup = make_entry(
        2,
        "Old cellist Mira Dolan has died. And, ferry strike goes on",
        summary="Cellist Mira Dolan taught three generations of players. The ferry strike enters its second day.",
    )
    said = {found.text for found in first_said([first, roundup], first)}
    assert said == {"Crews in Haifa stopped work at dawn.", "The ferry strike enters its second day."}


def test_two_sentences_of_one_text_stand_in_its_order(make_entry):
    """The second of them often leans on the first."""
    entry = make_entry(
        1,
        "Haifa tram depot opens after nine years",
        summary="The Haifa tram depot opens. Nine years of lawsuits against the depot have ended."
        " They were brought by neighbours who feared for their sleep.",
    )
    assert [quote.text for quote in summarise([entry], entry)] == [
        "Nine years of lawsuits against the depot have ended.",
        "They were brought by neighbours who feared for their sleep.",
    ]


def test_a_sentence_of_the_page_is_not_quoted_wherever_it_stands(make_entry):
    """An excerpt in one line has no lines of which furniture could be one."""
    entry = make_entry(1, "Tram depot opens", summary="Click here for the other parts. Eleven carriages wait in Haifa.")
    assert [quote.text for quote in summarise([entry], entry)] == ["Eleven carriages wait in Haifa."]
