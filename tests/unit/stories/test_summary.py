"""The best headline of a story, and the sentences that carry it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from digest.model import Entry
from digest.stories.summary import lead_entry, summarise


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
