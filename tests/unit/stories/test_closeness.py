"""Topics by plain words and by examples: what is close enough, across a story and across languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.topic_scores import WAYS as KEYS
from benchmarks.topic_scores import WEEKS, broad_topics, january_scores, january_topics, macro, standing_topics
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Entry, GroupingSettings, Topic
from digest.stories import compile_topics, topics_of
from digest.stories.closeness import MOST_EXAMPLES
from digest.stories.evaluation import Row, read_rows, replay, score, topic_scores
from digest.stories.topic_texts import LONGEST_TEXT
from digest.stories.topics import explain, learn, weigh

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
BROAD = Path(__file__).parents[2] / "data/topics"

TIES = Topic(id="ties", about="relations between Israel and Turkey, their ambassadors and trade")
QUAKES = Topic(
    id="quakes",
    examples=(
        "Powerful earthquake of magnitude 7.1 shakes eastern Turkey",
        "Death toll from Morocco quake rises as rescuers dig through rubble",
    ),
)


def an_entry(title: str, language: str = "en", number: int = 1, **more: object) -> Entry:
    made: dict[str, object] = {"outlet": f"Wire {number}", "language": language}
    return Entry(id=number, feed_id=1, title=title, seen_at=NOW, **(made | more))  # type: ignore[arg-type]


def has(topic: Topic, *titles: str, language: str = "en") -> bool:
    entries = [an_entry(title, language, number) for number, title in enumerate(titles, start=1)]
    return topics_of(entries, compile_topics([topic])) == (topic.id,)


@pytest.mark.parametrize(
    ("title", "belongs"),
    [
        ("Turkey and Israel exchange ambassadors", True),
        ("Israeli trade with Turkey resumes", True),
        ("Israel votes", False),
        ("Trade fair opens in Lyon", False),
        ("Ambassadors dine in Paris", False),
    ],
)
def test_enough_of_the_weight_of_plain_words_must_appear(title: str, *, belongs: bool) -> None:
    """One word of several never makes a story belong, however rare it is."""
    assert has(TIES, title) is belongs


def test_a_single_word_is_enough_of_itself() -> None:
    """Plain words may be one word."""
    assert has(Topic(id="it", about="earthquakes"), "Earthquake near Lima")
    assert not has(Topic(id="it", about="earthquakes"), "Storm near Lima")


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Türkei und Israel tauschen wieder Botschafter aus", "de"),
        ("Послы Турции и Израиля вернулись", "ru"),
        ("ישראל וטורקיה יחליפו שגרירים", "he"),
        ("تركيا وإسرائيل تتبادلان السفراء", "ar"),
    ],
)
def test_plain_words_are_met_in_other_languages(title: str, language: str) -> None:
    """What a word names is compared where the words cannot be."""
    assert has(TIES, title, language=language)


@pytest.mark.parametrize(
    ("about", "title", "language"),
    [
        ("earthquake in Lisbon", "Schweres Erdbeben erschüttert Lissabon", "de"),
        ("earthquake Lisbon", "Séisme à Lisbonne : des dizaines de blessés", "fr"),
        ("Israel Turkey ambassadors", "ישראל וטורקיה יחליפו שגרירים", "he"),
        ("UN aid for Gaza", "UN-Hilfe für Gaza steht vor dem Aus", "de"),
    ],
)
def test_words_too_few_to_show_their_language_are_met_in_others(about: str, title: str, language: str) -> None:
    """Their vocabulary shows it; and they are met in the entry's own language as before."""
    assert has(Topic(id="it", about=about), title, language=language)


@pytest.mark.parametrize(
    ("about", "title", "language"),
    [
        ("earthquakes, floods and fires", "Drum and bass a Torino fino all'alba", "it"),
        ("Hochwasser und Erdbeben", "Sturm und Drang in Rotterdam", "nl"),
    ],
)
def test_what_serves_grammar_in_the_language_of_the_words_tells_nothing_in_another(
    about: str, title: str, language: str
) -> None:
    """One function word does not show a language, and is no word of the topic for all that."""
    [explained] = explain(an_entry(title, language), compile_topics([Topic(id="it", about=about)]))
    assert explained.close.covered == ()


@pytest.mark.parametrize("about", ["AI regulation in Europe", "EU AI law", "AI chips and AI models"])
def test_acronyms_are_not_the_grammar_of_another_language(about: str) -> None:
    """`AI` is Italian and `EU` French only in small letters."""
    title = {"AI chips and AI models": "Makers of AI models order chips"}.get(
        about, "EU agrees on rules for AI regulation and law"
    )
    assert has(Topic(id="it", about=about), title)


def test_a_city_speaks_for_its_country_unless_it_was_asked_for_itself() -> None:
    """What happens in Ankara concerns Turkey; whoever asks for Ankara and Turkey asks for two things."""
    assert has(Topic(id="it", about="relations between Israel and Turkey"), "Israeli envoy arrives in Ankara for talks")
    both = Topic(id="it", about="Ankara and Turkey")
    assert not has(both, "Trams return to Ankara")
    assert has(both, "Ankara says Turkey will wait")


def test_the_words_of_one_place_are_one_word() -> None:
    """A place of two words is no more than one word of a topic."""
    talks = Topic(id="it", about="Abu Dhabi talks between Ukraine, Russia and the US")
    assert not has(talks, "Abu Dhabi fund buys a stake in a London airport")
    assert has(talks, "Ukraine and Russia meet in Abu Dhabi")


def test_an_entry_of_no_declared_language_is_read_as_grouping_reads_it() -> None:
    """Turkish suffixes behind an apostrophe are no words of other languages."""
    entry = an_entry("Erdoğan: İsrail'in Suriye'de saldırıları bölge için de bir tehdit", "")
    (explanation,) = explain(entry, compile_topics([Topic(id="it", all=(("saldırı",), ("bölge",)))]))
    assert explanation.language == "tr"
    assert explanation.belongs


def test_examples_of_a_standing_topic_ask_for_less_than_examples_of_one_event() -> None:
    """Texts that share a word or two say that a word or two is what the topic is."""
    event = Topic(
        id="event",
        examples=(
            "Magnitude 7.1 earthquake shakes eastern Turkey near Malatya",
            "Eastern Turkey shaken by magnitude 7.1 earthquake near Malatya",
        ),
    )
    elsewhere = "Earthquake of magnitude 5.9 rattles southern Peru, rescuers on the way"
    assert has(QUAKES, elsewhere)
    assert not has(event, elsewhere)
    assert has(event, "Malatya earthquake: eastern Turkey counts the dead")


def test_examples_are_met_in_other_languages() -> None:
    """An ambassador is one in German, too."""
    shown = ("Turkey recalls its ambassador from Israel", "Israeli president visits Ankara to mend ties")
    topic = Topic(id="it", examples=shown)
    assert has(topic, "Türkei ruft Botschafter aus Israel zurück", language="de")
    assert not has(topic, "Türkei ruft Reisende zur Vorsicht auf", language="de")


def test_either_words_or_examples_suffice() -> None:
    """A topic that gives both takes what is close to one of them."""
    both = Topic(id="both", about=TIES.about, examples=QUAKES.examples)
    assert has(both, "Turkey and Israel exchange ambassadors")
    assert has(both, "Earthquake of magnitude 5.9 rattles southern Peru, rescuers on the way")
    assert not has(both, "Lyon trade fair opens")


def test_an_entry_of_weak_wording_has_the_topic_of_its_story() -> None:
    """The topic is the story's, whatever the second outlet says of it."""
    assert not has(TIES, "Envoys return after four years")
    assert has(TIES, "Turkey and Israel exchange ambassadors", "Envoys return after four years")


def test_one_stray_entry_does_not_bring_in_a_story_that_tells_something_else() -> None:
    """An entry that is only just close enough needs the others to bear it out."""
    stray = "Ambassadors of Israel and Turkey at the cup"
    others = [f"Cup draw: hosts meet {name} in the opening match" for name in ("Ghana", "Peru", "Fiji", "Oman")]
    assert has(TIES, stray)
    assert not has(TIES, stray, *others)


def test_a_refused_entry_neither_brings_in_nor_bears_out() -> None:
    """A `none` word keeps its entry out of closeness, too; another entry decides."""
    topic = Topic(id="it", about=TIES.about, none=("cup",))
    refused = "Israel, Turkey, their ambassadors and trade at the cup"
    assert not has(topic, refused)
    assert has(topic, refused, "Turkey and Israel exchange ambassadors")
    assert not has(topic, refused, "Weather in Lyon")


def test_feeds_limit_closeness() -> None:
    """What is close but comes from elsewhere does not count."""
    topic = Topic(id="it", about=TIES.about, feeds=("Wire 2",))
    entry = "Turkey and Israel exchange ambassadors"
    assert topics_of([an_entry(entry, number=2)], compile_topics([topic])) == ("it",)
    assert topics_of([an_entry(entry, number=1)], compile_topics([topic])) == ()


def test_rules_and_closeness_are_alternatives() -> None:
    """A topic with phrases and plain words takes what either of them takes."""
    topic = Topic(id="it", any=("Haifa",), about=TIES.about)
    assert has(topic, "Fire in Haifa")
    assert has(topic, "Turkey and Israel exchange ambassadors")
    assert not has(topic, "Fire in Lyon")


def test_words_that_every_story_has_count_less() -> None:
    """Among stories that are all about one place, its name tells nothing."""
    stories = [[an_entry(f"Malatya {word}", number=n)] for n, word in enumerate(WORDS * 40, start=1)]
    topics = compile_topics([Topic(id="it", about="Malatya apricot harvest")])
    learned = learn(topics, stories)
    before, after = (explain(an_entry("Malatya mayor resigns"), each)[0].close.coverage for each in (topics, learned))
    assert 0 < after < before


WORDS = ("opera", "bridge", "school", "hospital", "museum", "stadium", "library", "market", "airport", "theatre")


def test_a_headline_is_worth_those_of_the_words_that_it_can_carry() -> None:
    """Two words of a long line are half of what a headline has of it, also where all of them are common."""
    foods = ("bread", "cheese", "olives", "wine", "honey", "figs")
    stories = [[an_entry(f"A {food} stall in hall {number}")] for food in foods for number in range(10)]
    topics = learn(compile_topics([Topic(id="it", about=", ".join(foods))]), stories)
    assert topics_of([an_entry("Cheese and honey tasted in Ghent")], topics)
    assert not topics_of([an_entry("Cheese tasted in Ghent")], topics)


def test_learning_changes_nothing_for_rules() -> None:
    """Topics without plain words and examples are not read again."""
    topics = compile_topics([Topic(id="it", any=("Haifa",))])
    assert learn(topics, [[an_entry("Haifa")]]) is topics


def test_explain_tells_coverage_nearest_example_and_threshold() -> None:
    """What was covered, the example it is most like, how like, and what that has to reach."""
    topic = Topic(id="it", about="Israel and Turkey exchange ambassadors", examples=QUAKES.examples)
    entry = an_entry("Earthquake shakes Turkey")
    close = explain(entry, compile_topics([topic]))[0].close
    assert close.covered == ("Türkiye",)
    assert 0 < close.coverage < 1
    assert close.nearest == QUAKES.examples[0]
    assert close.likeness >= close.threshold > 0
    assert close.score >= 1


def test_weigh_names_the_entry_that_speaks_for_the_story() -> None:
    """The reason for a story is that of its nearest entry."""
    entries = [an_entry("Weather"), an_entry("Turkey and Israel exchange ambassadors", number=2)]
    verdict = weigh(entries, compile_topics([TIES]))[0]
    assert (verdict.belongs, verdict.entry.id) == (True, 2)
    assert verdict.score >= 1


def test_a_story_of_no_entries_is_on_no_topic() -> None:
    """Nothing is close to nothing."""
    assert topics_of([], compile_topics([TIES, QUAKES])) == ()


def test_what_is_read_of_a_topic_is_bounded() -> None:
    """The end of a very long text, and the thousandth example, do not count."""
    long = "Israel " * LONGEST_TEXT + "earthquake"
    assert not has(Topic(id="it", about=long), "Earthquake near Lima")
    many = (*(f"Opera premiere number {n}" for n in range(MOST_EXAMPLES)), "Earthquake near Lima")
    assert not has(Topic(id="it", examples=many), "Earthquake near Lima")


@given(st.text(max_size=200), st.text(max_size=60), st.sampled_from(["", "en", "he", "ar", "tr", "ru", "zh"]))
def test_any_text_and_any_topic_are_decided(text: str, asked: str, language: str) -> None:
    """No characters of a stranger's, and none of an admin's, are an error."""
    topics = compile_topics([Topic(id="it", about=asked, examples=(asked, text))])
    assert topics_of([an_entry(text, language)], topics) in {(), ("it",)}


WAYS = [
    (("all", "any", "none"), 0.95),
    (("about",), 0.8),
    (("examples",), 0.75),
    (("about", "examples"), 0.83),
]


@pytest.mark.parametrize(("keys", "floor"), WAYS)
def test_broad_topics_stay_above_their_floors(keys: tuple[str, ...], floor: float) -> None:
    """A labelled sample in eight languages, two thirds of it on no topic, written before anything was measured."""
    topics = compile_topics(broad_topics(keys))
    rows = read_rows((BROAD / "broad.jsonl").read_text(encoding="utf-8").splitlines())
    scores = score(rows, replay(rows, GroupingSettings(), topics), topics)
    assert scores.all_topics is not None
    assert scores.all_topics.precision >= 0.87
    assert scores.all_topics.f1 >= floor


@pytest.mark.parametrize(
    ("way", "floor"),
    [
        ("about: two words", 0.65),
        ("about: three words", 0.79),
        ("about: a line", 0.45),
        ("about: names and places", 0.62),
        ("two examples", 0.54),
    ],
)
def test_standing_topics_are_found_where_all_news_is_about_them(way: str, floor: float) -> None:
    """Two topics in three dense weeks, whose own names are in every third story; the mean of six F1."""
    topics = compile_topics(standing_topics()[way])
    found = []
    for week in WEEKS:
        rows = read_rows((BROAD.parent / "stories" / f"{week}.jsonl").read_text(encoding="utf-8").splitlines())
        found += [each.f1 for each in score(rows, replay(rows, GroupingSettings(), topics), topics).topics]
    assert len(found) == 6
    assert sum(found) / 6 >= floor


@pytest.mark.parametrize(
    ("kind", "way", "floor"),
    [
        ("event", "about", 0.75),
        ("event", "two examples", 0.8),
        ("event", "both", 0.8),
        ("topic", "rules", 0.9),
        ("topic", "about", 0.52),
        ("topic", "both", 0.7),
    ],
)
def test_topics_written_by_strangers_stay_above_their_floors(kind: str, way: str, floor: float) -> None:
    """Events and standing topics of a week that nobody had seen, in the words that somebody would type."""
    rows = read_rows((BROAD / "january.jsonl").read_text(encoding="utf-8").splitlines())
    scores = january_scores(rows, kind, january_topics(kind, KEYS[way]))
    assert sum(each.precision for each in scores) / len(scores) >= 0.85
    assert macro(scores) >= floor


@pytest.mark.parametrize(("sample", "floor"), [("week.jsonl", 0.95), ("crosslingual.jsonl", 0.92)])
def test_two_reports_of_an_event_find_the_others(sample: str, floor: float) -> None:
    """Events of a labelled sample in several languages, each a topic of its first two entries; the others are scored."""
    rows = read_rows((BROAD.parent / "stories" / sample).read_text(encoding="utf-8").splitlines())
    events: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.at):
        events.setdefault(str(row.cluster), []).append(row)
    shown = {event: members[:2] for event, members in events.items() if len(members) >= 4}
    topics = [
        Topic(id=event, examples=tuple(f"{row.title}. {row.text}" for row in members))
        for event, members in shown.items()
    ]
    labelled = [replace(row, topics=(str(row.cluster),)) for row in rows]
    compiled = compile_topics(topics)
    predicted = {one.id: frozenset(one.topics) for one in replay(labelled, GroupingSettings(), compiled)}
    scores = []
    for event, members in shown.items():
        gold = {row.id: frozenset(row.topics or ()) for row in labelled if row.id not in {one.id for one in members}}
        scores.append(topic_scores(gold, predicted, [event])[0].f1)
    assert sum(scores) / len(scores) >= floor
