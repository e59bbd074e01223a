"""How an issue is composed: what is in it, in which order, and in whose words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.editing.audiences import group_audiences
from digest.editing.candidates import Candidate, find_candidates
from digest.editing.compose import compose, told
from digest.editing.summaries import briefs, checked, generated, with_summaries
from digest.model import News, Site, Topic

TIES = "ties"
WARNINGS = "warnings"


@pytest.fixture
def issue_of(make_subscription, make_edition, now):
    """Compose the issue of one reader; keywords without `digest_` are the reader's choices."""

    def run(candidates, told_before=(), *, digest=None, **choices):
        edition = make_edition(**(digest or {}))
        reader = make_subscription(1, **choices)
        seen = {reader.address: frozenset(told_before)}
        (audience,) = group_audiences(
            [reader], candidates, seen, digest=edition.digest, site=Site(language="en"), now=now
        )
        return compose(candidates, audience, edition)

    return run


def test_a_story_nobody_told_comes_whole(issue_of, make_candidate, make_story, make_entry):
    """New stories come with quotes, and name every revision they tell."""
    one = make_entry(1, "Lapid to visit Ankara", summary="The foreign minister flies to Ankara on Thursday for talks.")
    issue = issue_of([make_candidate(make_story(one, make_entry(2)), TIES)])
    (item,) = issue.items
    assert (item.kind, item.revision_ids, item.news) == ("new", (101, 102), None)
    assert [quote.text for quote in item.quotes] == ["The foreign minister flies to Ankara on Thursday for talks."]


def test_a_story_that_was_told_comes_back_only_as_an_update(issue_of, make_candidate, make_story, make_entry):
    """It says what is new and nothing else of the story."""
    two = make_entry(2, "Lapid trip set for Thursday", summary="The trip is set for Thursday, officials said.")
    issue = issue_of([make_candidate(make_story(make_entry(1), two), TIES)], told_before=[101])
    (item,) = issue.items
    assert (item.kind, item.revision_ids, item.quotes) == ("update", (102,), ())
    assert item.news.text == "The trip is set for Thursday, officials said."
    assert item.news.outlet == "Outlet 2"
    assert item.headline == "Lapid trip set for Thursday"


def returned(make_story, make_entry):
    """A story that three outlets told three weeks ago, and two tell today."""
    then = [
        make_entry(number, "Ferry capsizes on Lake Kivu, dozens missing", hours_ago=500 + number)
        for number in (1, 2, 3)
    ]
    today = [make_entry(number, "Captain of Lake Kivu ferry sentenced", hours_ago=number - 3) for number in (4, 5)]
    return make_story(*then, *today, told_by=(1, 4))


def test_a_story_that_returned_is_told_as_it_is_now(issue_of, make_candidate, make_story, make_entry):
    """Who never heard of it gets the headline, the outlets and the beginning of today; who did, an update."""
    story = returned(make_story, make_entry)
    (new,) = issue_of([make_candidate(story, TIES)]).items
    assert (new.kind, new.headline) == ("new", "Captain of Lake Kivu ferry sentenced")
    assert [link.outlet for link in new.coverage] == ["Outlet 5", "Outlet 4"]
    assert new.first_at == story.entries[4].clock
    (update,) = issue_of([make_candidate(story, TIES)], told_before=[101]).items
    assert (update.kind, update.headline) == ("update", "Captain of Lake Kivu ferry sentenced")
    assert [link.outlet for link in update.coverage] == ["Outlet 5", "Outlet 4"]
    assert update.first_at == story.entries[2].clock


def test_what_somebody_could_read_weeks_ago_brings_nothing_forward(issue_of, make_candidate, make_story, make_entry):
    """A story that returned in a language the reader does not read comes after those they do."""
    then = make_entry(1, "Ferry capsizes on Lake Kivu, dozens missing", hours_ago=500)
    now_told = [make_entry(number, "Капитан парома осуждён", language="ru", hours_ago=1) for number in (2, 3)]
    story = make_story(then, *now_told, told_by=(1, 2))
    readable = make_story(make_entry(10, "Rail strike begins in the north", hours_ago=5))
    issue = issue_of([make_candidate(story, TIES), make_candidate(readable, TIES)])
    assert [item.language for item in issue.items] == ["en", "ru"]


def test_an_update_links_a_late_report_with_an_early_clock(issue_of, make_candidate, make_story, make_entry):
    """Whatever joined with the news is covered, though it says that it is a week old."""
    late = make_entry(3, "Captain of Lake Kivu ferry sentenced in Bukavu", hours_ago=24 * 7 + 20)
    story = make_story(make_entry(1, hours_ago=40), make_entry(2, hours_ago=1), late, told_by=(1, 2))
    (item,) = issue_of([make_candidate(story, TIES)], told_before=[101]).items
    assert {link.outlet for link in item.coverage} == {"Outlet 1", "Outlet 2", "Outlet 3"}


def test_a_summary_rests_on_what_its_item_tells(
    make_subscription, make_edition, make_candidate, make_story, make_entry, now
):
    """Of one story a reader may be told more than another: who is told of today gets no summary of then."""
    lost = "Dozens were missing after the Kivu ferry capsized off Goma harbour."
    court = "A court sentenced the captain to nine years for manslaughter."
    then = [make_entry(number, "Ferry capsizes on Lake Kivu", summary=lost, hours_ago=500) for number in (1, 2)]
    today = [make_entry(number, "Captain of ferry sentenced", summary=court, hours_ago=2) for number in (4, 5)]
    story = make_story(*then, *today, told_by=(1, 4))
    candidates, edition = [make_candidate(story, TIES)], make_edition()
    readers = [make_subscription(1, through=0), make_subscription(2, through=101)]
    audiences = group_audiences(readers, candidates, {}, digest=edition.digest, site=Site(language="en"), now=now)
    issues = [compose(candidates, audience, edition) for audience in audiences]
    (brief,) = briefs(issues, {story.id: story})
    found = {brief.key: generated(brief, checked(brief, lost))}
    first, second = (with_summaries(issue, {story.id: story}, found).items[0] for issue in issues)
    assert first.generated is not None
    assert (second.generated, [quote.text for quote in second.quotes]) == (None, [court])


def test_outlets_of_weeks_ago_move_nothing_up(issue_of, make_candidate, make_story, make_entry):
    """Two outlets today come before one today that five told three weeks ago."""
    old = [make_entry(number, "Ferry capsizes on Lake Kivu", hours_ago=500) for number in range(10, 15)]
    lone = make_story(*old, make_entry(15, "Captain of ferry sentenced", hours_ago=2), told_by=(10, 15))
    two = make_story(make_entry(1, "Rail strike begins", hours_ago=2), make_entry(2, "Trains stand still", hours_ago=2))
    issue = issue_of([make_candidate(lone, TIES), make_candidate(two, TIES)])
    assert [item.story_id for item in issue.items] == [1, 10]


def test_an_update_is_worded_by_all_that_came_with_the_news(issue_of, make_candidate, make_story, make_entry):
    """The news may have broken in another language; the reader's outlets say it in their words."""
    broke = make_entry(2, "המועד נקבע", language="he", direction="rtl")
    confirmed = make_entry(3, "Lapid trip set for Thursday", summary="The trip is set for Thursday, officials said.")
    story = make_story(make_entry(1, "Lapid to visit Ankara"), broke, confirmed, told_by=(1, 2))
    (item,) = issue_of([make_candidate(story, TIES)], told_before=[101]).items
    assert (item.headline, item.revision_ids) == ("Lapid trip set for Thursday", (102,))
    assert item.news.text == "The trip is set for Thursday, officials said."


def update_of(issue_of, make_candidate, make_story, known, fresh, news=None, **how):
    """Compose what a reader gets of `fresh` who was told of `known`; the last to tell told this `news`."""
    story = make_story(*known, *fresh, **how)
    if news is not None:
        story = replace(story, revisions=(*story.revisions[:-1], replace(story.revisions[-1], news=news)))
    told_before = [revision.id for revision in story.revisions if revision.entry_id in {one.id for one in known}]
    (item,) = issue_of([make_candidate(story, TIES)], told_before=told_before).items
    return item


def test_an_update_never_quotes_what_was_told_before(issue_of, make_candidate, make_story, make_entry):
    """The background that most outlets repeat is no news, however well it is supported."""
    before = "A pier in Brindle Bay gave way on Sunday and two anglers were hurt."
    known = [make_entry(1, "Pier in Brindle Bay gives way", summary=before, hours_ago=20)]
    cause = "Surveyor Nora Quill said that worms had hollowed the oak posts."
    fresh = [
        make_entry(2, "Worms blamed for pier in Brindle Bay", summary=f"{before} {cause}"),
        make_entry(
            3, "Brindle Bay pier: worms ate the posts", summary="Two anglers were hurt on Sunday as a pier gave way."
        ),
        make_entry(
            4, "Pier of Brindle Bay was rotten", summary="On Sunday two anglers were hurt as the pier gave way."
        ),
    ]
    news = News(sentence=cause, names=("Surveyor Nora Quill",))
    item = update_of(issue_of, make_candidate, make_story, known, fresh, news, told_by=(1, 2))
    assert item.news.text == cause


def test_a_copy_of_what_was_told_heads_no_update(issue_of, make_candidate, make_story, make_entry):
    """Nor does a reworded repeat: where a title carries the news, it is the headline."""
    text = "Strong tremors were felt on the island of Elba early on Monday, the survey said, and no damage was seen."
    known = [make_entry(1, "Tremors felt on Elba, no damage seen", summary=text, hours_ago=20)]
    fresh = [
        make_entry(2, "Elba tremors: 14 hurt, schools shut"),
        make_entry(3, "Tremors felt on Elba, no damage seen", summary=text, hours_ago=1),
        make_entry(4, "No damage seen as tremors were felt on Elba", summary="Tremors were felt on Elba on Monday."),
    ]
    item = update_of(issue_of, make_candidate, make_story, known, fresh, told_by=(1, 2), copies=(3,))
    assert (item.headline, item.news) == ("Elba tremors: 14 hurt, schools shut", None)


def test_an_update_says_how_things_stand_now(issue_of, make_candidate, make_story, make_entry):
    """Of two pieces of news in one interval the later is told where it undoes the other."""
    known = [make_entry(1, "Envoy's plans for spring unclear", hours_ago=30)]
    fresh = [
        make_entry(
            2, "Envoy to visit Nicosia on Friday", summary="The envoy will visit Nicosia on Friday.", hours_ago=9
        ),
        make_entry(3, "Nicosia visit: envoy to fly on Friday", summary="The visit is set for Friday.", hours_ago=8),
        make_entry(4, "Envoy cancels Nicosia visit", summary="The envoy has called it off for reasons of health."),
    ]
    item = update_of(issue_of, make_candidate, make_story, known, fresh, told_by=(1, 2, 4))
    assert (item.headline, item.news.text) == ("Envoy cancels Nicosia visit", fresh[2].summary)


def test_copies_are_listed_and_do_not_count(issue_of, make_candidate, make_story, make_entry):
    """The original is linked and quoted; who carries its text stands apart."""
    text = "Parliament passed a law on Sunday that bans the sale of fireworks to anyone under twenty years of age."
    copier = make_entry(1, "Fireworks are banned for everybody under twenty", summary=text, hours_ago=1)
    writer = make_entry(2, "Law bans fireworks for everybody under twenty", summary=text, hours_ago=5)
    (item,) = issue_of([make_candidate(make_story(copier, writer, told_by=(1,)), TIES)]).items
    assert (item.headline, [quote.outlet for quote in item.quotes]) == (writer.title, ["Outlet 2"])
    assert [link.outlet for link in item.reports] == ["Outlet 2"]
    assert [link.outlet for link in item.copies] == ["Outlet 1"]


def test_marks_of_the_wire_are_cut_off_a_headline(issue_of, make_candidate, make_story, make_entry):
    """Where there is no cleaner one."""
    story = make_story(make_entry(1, "UPDATE 2-Harbour of Split closed"))
    assert issue_of([make_candidate(story, TIES)]).items[0].headline == "Harbour of Split closed"


def test_a_story_without_news_stays_away(issue_of, make_candidate, make_story, make_entry):
    """One more copy is no reason to tell it again; a digest without stories is skipped."""
    story = make_story(make_entry(1), make_entry(2), told_by=(1,))
    assert issue_of([make_candidate(story, TIES)], told_before=[101]) is None


def test_an_empty_digest_is_sent_where_the_admin_wants_it(issue_of):
    """`empty = "send"` gives an issue without sections."""
    issue = issue_of([], digest={"empty": "send"})
    assert issue.sections == ()


def test_the_words_are_of_a_language_the_reader_reads(issue_of, make_candidate, make_story, make_entry):
    """The first language of `reads` that the story has; the others are coverage."""
    hebrew = make_entry(
        1, "לפיד יבקר באנקרה ביום חמישי", language="he", direction="rtl", summary="שר החוץ ימריא לאנקרה."
    )
    english = make_entry(2, "Lapid to visit Ankara on Thursday")
    story = make_candidate(make_story(hebrew, english), TIES)
    for_hebrew = issue_of([story], reads=("he", "en")).items[0]
    for_english = issue_of([story], reads=("en",)).items[0]
    assert (for_hebrew.language, for_hebrew.direction, for_hebrew.also_in) == ("he", "rtl", ("en",))
    assert (for_english.language, for_english.headline, for_english.also_in) == ("en", english.title, ("he",))
    assert {link.outlet for link in for_english.coverage} == {"Outlet 1", "Outlet 2"}


def test_a_story_in_no_language_of_the_reader_is_still_told(issue_of, make_candidate, make_story, make_entry):
    """Better in a foreign language than not at all."""
    turkish = make_entry(1, "Lapid perşembe günü Ankara'ya geliyor", language="tr")
    assert issue_of([make_candidate(make_story(turkish), TIES)], reads=("en",)).items[0].language == "tr"


def test_what_the_reader_can_read_comes_first(issue_of, make_candidate, make_story, make_entry):
    """A foreign story with more outlets stands behind, and falls off first where places are few."""
    foreign = make_story(make_entry(1, language="tr"), make_entry(2, language="tr"), make_entry(3, language="tr"))
    own = make_story(make_entry(4, hours_ago=9))
    issue = issue_of([make_candidate(story, TIES) for story in (foreign, own)], digest={"max_stories": 1})
    assert [item.story_id for item in issue.items] == [4]
    assert [item.story_id for item in issue.more] == [1]


def test_a_named_topic_in_foreign_languages_leaves_room_for_what_the_reader_can_read(
    issue_of, make_candidate, make_story, make_entry
):
    """A section keeps its best story; the others of it come after all that is in the reader's languages."""
    foreign = [make_candidate(make_story(make_entry(n, f"Haber {n}", language="tr")), TIES) for n in (1, 2, 3)]
    own = [make_candidate(make_story(make_entry(n, hours_ago=9))) for n in (4, 5)]
    issue = issue_of([*foreign, *own], digest={"topics": (TIES, "*"), "max_stories": 3}, reads=("en",))
    assert [item.story_id for item in issue.items] == [1, 4, 5]
    assert [item.story_id for item in issue.more] == [2, 3]


def test_no_outlet_takes_all_places_with_what_it_tells_alone(issue_of, make_candidate, make_story, make_entry):
    """Ten fresh pieces of one outlet leave room for the older ones of others; what several tell is left alone."""
    busy = [make_story(make_entry(n, outlet="Busy Wire", hours_ago=1)) for n in range(1, 9)]
    others = [make_story(make_entry(n, hours_ago=10 + n)) for n in (11, 12)]
    shared = [make_story(make_entry(n, outlet="Busy Wire", hours_ago=14), make_entry(n + 1)) for n in (20, 30)]
    candidates = [make_candidate(story, TIES) for story in (*busy, *others, *shared)]
    issue = issue_of(candidates, digest={"max_stories": 6})
    assert [item.story_id for item in issue.items] == [20, 30, 1, 2, 3, 11]


def test_sections_follow_the_digests_topics_and_each_story_stands_once(
    issue_of, make_candidate, make_story, make_entry
):
    """A story on two topics goes to the first of them."""
    both = make_candidate(make_story(make_entry(1)), TIES, WARNINGS)
    ties = make_candidate(make_story(make_entry(2)), TIES)
    issue = issue_of([ties, both], digest={"topics": (WARNINGS, TIES)})
    assert [(s.topic_id, s.name, [i.story_id for i in s.items]) for s in issue.sections] == [
        (WARNINGS, "Travel warnings", [1]),
        (TIES, "Israel–Turkey ties", [2]),
    ]


def test_more_outlets_come_first(issue_of, make_candidate, make_story, make_entry):
    """Distinct outlets outweigh some hours of age; copies do not count as outlets."""
    lone = make_story(make_entry(1, hours_ago=1))
    shared = make_story(make_entry(2, hours_ago=3), make_entry(3, hours_ago=3))
    copied = make_story(make_entry(4, hours_ago=4), make_entry(5, hours_ago=4), copies=(5,))
    issue = issue_of([make_candidate(story, TIES) for story in (copied, lone, shared)])
    assert [item.story_id for item in issue.items] == [2, 1, 4]


def test_what_finds_no_place_is_listed_and_not_told(issue_of, make_candidate, make_story, make_entry):
    """At most `max_stories`; each section keeps its best, and the rest comes as headlines on the page."""
    ties = [make_candidate(make_story(make_entry(n, hours_ago=n)), TIES) for n in (1, 2, 3)]
    warning = make_candidate(make_story(make_entry(9, hours_ago=20)), WARNINGS)
    issue = issue_of([*ties, warning], digest={"topics": (TIES, WARNINGS), "max_stories": 2})
    assert [item.story_id for item in issue.items] == [1, 9]
    assert [item.story_id for item in issue.more] == [2, 3]
    assert {one.story_id for one in told(issue)} == {1, 9}


def test_muted_words_and_stories_stay_out(issue_of, make_entry, make_story, make_edition):
    """A muted word counts whole, in any form it takes; a muted story by its id."""
    horoscope = make_story(make_entry(1, "Horoscopes for the week"))
    muted = make_story(make_entry(2, "A story that was muted by hand"))
    kept = make_story(make_entry(3, "A horror film wins"))
    everything = find_candidates([horoscope, muted, kept], make_edition().digest, [])
    issue = issue_of(everything, mute=("horoscope", "story:2"))
    assert [item.story_id for item in issue.items] == [3]


def test_candidates_are_the_stories_of_the_digests_topics(make_story, make_entry, make_digest):
    """A digest of two topics takes nothing else; `*` takes every story."""
    topics = [Topic(id=TIES, all=(("Israel",), ("Turkey",))), Topic(id="other", any=("rail",))]
    stories = [make_story(make_entry(1, "Israel and Turkey talk")), make_story(make_entry(2, "A rail strike"))]
    named = find_candidates(stories, make_digest(topics=(TIES,)), topics)
    assert [(c.story.id, c.topics) for c in named] == [(1, (TIES,))]
    assert [c.story.id for c in find_candidates(stories, make_digest(topics=("*",)), topics)] == [1, 2]


def test_an_update_links_what_is_new(issue_of, make_candidate, make_story, make_entry):
    """An outlet that wrote again is linked by its new article, the others by their first."""
    first = make_entry(1, outlet="Levant Post", hours_ago=30)
    other = make_entry(2, outlet="Jerusalem Wire", hours_ago=29)
    again = make_entry(3, outlet="Levant Post", hours_ago=2)
    story = make_story(first, other, again, told_by=(1, 3))
    (item,) = issue_of([make_candidate(story, TIES)], told_before=[101]).items
    assert {link.outlet: link.url for link in item.coverage} == {
        "Levant Post": again.link,
        "Jerusalem Wire": other.link,
    }
    assert item.first_at == first.clock


def test_the_foot_names_topics_only_where_they_limit(issue_of, make_candidate, make_story, make_entry):
    """A digest of a topic and then of everything follows everything."""
    story = make_candidate(make_story(make_entry(1)), TIES)
    assert issue_of([story], digest={"topics": (TIES,)}).topics == ("Israel–Turkey ties",)
    assert issue_of([story], digest={"topics": (TIES, "*")}).topics == ()


def test_the_first_reporter_leads_the_coverage(issue_of, make_candidate, make_story, make_entry):
    """Each outlet once, by its first entry, in order of time."""
    early = make_entry(5, outlet="Levant Post", hours_ago=5)
    again = make_entry(6, outlet="Levant Post", hours_ago=1)
    late = make_entry(7, outlet="Jerusalem Wire", hours_ago=2)
    item = issue_of([make_candidate(make_story(late, again, early), TIES)]).items[0]
    assert [link.outlet for link in item.coverage] == ["Levant Post", "Jerusalem Wire"]
    assert item.first_at == early.clock


def test_one_event_never_takes_two_places(issue_of, make_candidate, make_story, make_entry):
    """Of two stories that read the same the better takes a place, the other is a headline at the end, untold."""
    large = make_story(make_entry(1, "Lapid to visit Ankara on Thursday"), make_entry(2, "Lapid to visit Ankara"))
    twin = make_story(make_entry(3, "Lapid to visit Ankara"))
    other = make_story(make_entry(4, "Fire in Haifa port"))
    issue = issue_of([make_candidate(story, TIES) for story in (twin, large, other)])
    assert [item.story_id for item in issue.items] == [1, 4]
    assert [item.story_id for item in issue.more] == [3]
    assert {one.story_id for one in told(issue)} == {1, 4}


def test_what_is_plainly_on_topic_comes_first_among_equals(issue_of, make_story, make_entry):
    """How clearly a story is on a topic that the reader follows orders stories of equal coverage."""
    just, plainly = (
        Candidate(story=make_story(make_entry(number)), topics=(TIES,), fits={TIES: fit})
        for number, fit in ((1, 0.5), (2, 1.0))
    )
    assert [item.story_id for item in issue_of([just, plainly], digest={"topics": (TIES,)}).items] == [2, 1]


def test_an_update_ranks_by_what_is_new_to_the_reader(issue_of, make_candidate, make_story, make_entry):
    """A large story that they know comes after a new one of two outlets when one outlet adds to it."""
    known = make_story(*(make_entry(number, hours_ago=9) for number in range(1, 7)), make_entry(7, hours_ago=2))
    new = make_story(make_entry(8), make_entry(9))
    candidates = [make_candidate(story, TIES) for story in (known, new)]
    met = issue_of(candidates, told_before=range(101, 107))
    assert [item.story_id for item in met.items] == [8, 1]
    assert [item.story_id for item in issue_of(candidates).items] == [1, 8]


def test_where_a_topic_names_a_level_only_its_changes_are_news(make_story, make_entry, make_edition):
    """Unless another section takes the story for everything."""
    titles = ("Warning at level 3", "Warning at level 3 criticised by Smith", "Warning now at level 4")
    story = make_story(*(make_entry(number, title, hours_ago=9 - number) for number, title in enumerate(titles, 1)))
    topics = [Topic(id=WARNINGS, any=("warning",), level=r"level (\d)"), Topic(id=TIES, any=("Smith",))]

    def told_by(*sections: str) -> list[int]:
        (candidate,) = find_candidates([story], make_edition(topics=sections).digest, topics)
        return [revision.entry_id for revision in candidate.story.revisions]

    assert told_by(WARNINGS) == [1, 3]
    assert told_by(WARNINGS, TIES) == [1, 2, 3]
    assert told_by(WARNINGS, "*") == [1, 2, 3]
