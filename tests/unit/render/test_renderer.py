"""Issues become parts: what stands in them, in which order, and what happens with the admin's own templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from digest.errors import ConfigError
from digest.model import Issue, Item, Quote, Section
from digest.render import TemplateRenderer
from digest.render.plain import columns
from digest.render.samples import FIFTY, sample_issues
from digest.testing import read_telegram
from digest.tokens import READER

BASE = "https://digest.example.org"
Rendered = Callable[..., dict[str, str]]


def every_url(issue: Issue) -> set[str]:
    return {link.url for item in issue.items for link in item.coverage}


def with_items(issue: Issue, *items: Item) -> Issue:
    return replace(issue, sections=(Section(topic_id="*", name="", items=items),))


def test_each_form_has_its_parts_in_order() -> None:
    """Mail: subject, html, text; chat: messages from 0; web: one page."""
    renderer = TemplateRenderer(None)
    issue = sample_issues()[FIFTY]
    assert [(part.name, part.position) for part in renderer.render(issue, "email")] == [
        ("subject", 0), ("html", 0), ("text", 0)]  # fmt: skip
    chat = renderer.render(issue, "telegram")
    assert [(part.name, part.position) for part in chat] == [("message", place) for place in range(len(chat))]
    assert [part.name for part in renderer.render(issue, "web")] == ["page"]


@pytest.mark.parametrize(
    ("sample", "subject"),
    [
        ("new and updates", "Israel raises Istanbul alert to its highest level, and 3 more"),
        ("one story", "Two consulates reopen after the holiday"),
        ("nothing new", "Morning digest: nothing new"),
        ("right to left", "ישראל העלתה את אזהרת המסע לאיסטנבול לרמה 4, ועוד שתיים"),
    ],
)
def test_the_subject_is_the_lead_headline_and_how_much_else(rendered: Rendered, sample: str, subject: str) -> None:
    """In the reader's language and plural."""
    assert rendered(sample_issues()[sample], "email")["subject"] == subject


def test_a_subject_is_one_line_of_150_characters_that_keeps_its_count(rendered: Rendered) -> None:
    """The headline is cut, not what follows it."""
    issue = sample_issues()["new and updates"]
    items = [replace(item, headline="a\nvery long\u2028headline " * 50) for item in issue.items]
    subject = rendered(with_items(issue, *items), "email")["subject"]
    assert len(subject) <= 150
    assert subject.isprintable()
    assert subject.endswith("…, and 3 more")


@pytest.mark.parametrize("sample", ["new and updates", "one story", "right to left"])
@pytest.mark.parametrize("form", ["email", "telegram", "web"])
def test_every_outlet_is_linked_in_every_form(rendered: Rendered, sample: str, form: str) -> None:
    """Who says so is one tap away."""
    issue = sample_issues()[sample]
    parts = rendered(issue, form)
    for content in (content.replace("&amp;", "&") for name, content in parts.items() if name != "subject"):
        assert {url for url in every_url(issue) if url not in content} == set()


@pytest.mark.parametrize("base_url", [None, BASE])
def test_a_long_list_of_outlets_is_short_only_where_the_web_page_has_the_rest(
    rendered: Rendered, base_url: str | None
) -> None:
    """Six and "and 4 more" with a web page to link to; else all ten are named."""
    issue = sample_issues(base_url=base_url)["new and updates"]
    item = issue.items[0]
    links = tuple(replace(item.coverage[0], outlet=f"Outlet {n}", url=f"https://o{n}.example.org/") for n in range(10))
    issue = with_items(issue, replace(item, coverage=links))
    shown = 6 if base_url else 10
    for form, name in (("email", "html"), ("telegram", "message-0")):
        content = rendered(issue, form)[name]
        assert sum(f"https://o{n}.example.org/" in content for n in range(10)) == shown
        assert ("and 4 more" in content) == bool(base_url)
        assert (f"{BASE}/issue/morning/2026-06-16T07:30#story-1" in content) == bool(base_url)
    page = rendered(issue, "web")["page"]
    assert all(f"https://o{n}.example.org/" in page for n in range(10))


def test_one_outlet_beyond_the_limit_is_named_and_not_counted(rendered: Rendered) -> None:
    """Its name says more than a number."""
    page = rendered(sample_issues(base_url=BASE)["new and updates"], "telegram")["message-0"]
    assert "Gulf Courier" in page
    assert "and 1 more" not in page


def test_an_update_says_the_word_and_what_is_new(rendered: Rendered) -> None:
    """A small word, one sentence with its source, and since when; not the whole story again."""
    page = lxml.html.fromstring(rendered(sample_issues()["new and updates"], "web")["page"])
    update = page.get_element_by_id("story-2")
    text = " ".join(update.text_content().split())
    assert text.startswith("Update Lapid to visit Ankara on Thursday New: The trip is set for Thursday")
    assert "since 14 June" in text
    assert "Update" not in page.get_element_by_id("story-1").text_content()


def test_a_sentence_that_only_repeats_the_headline_is_left_out(rendered: Rendered) -> None:
    """Nothing repeats, with a full stop or without."""
    issue = sample_issues()["one story"]
    item = issue.items[0]
    same = replace(item.quotes[0], text=item.headline + ".")
    text = rendered(with_items(issue, replace(item, quotes=(same,))), "email")["text"]
    assert text.count(item.headline) == 1


def test_neighbouring_sentences_of_one_outlet_name_it_once(rendered: Rendered) -> None:
    """Two sentences of one source stand together."""
    issue = sample_issues()["new and updates"]
    item = issue.items[0]
    said = replace(item.quotes[0], text="First."), replace(item.quotes[0], text="Second.")
    text = rendered(with_items(issue, replace(item, quotes=said)), "email")["text"]
    assert "First. Second. — Jerusalem Wire" in text


def test_lines_without_a_stop_are_not_run_together(rendered: Rendered) -> None:
    """Two points of a list are no sentence."""
    issue = sample_issues()["new and updates"]
    item = issue.items[0]
    said = replace(item.quotes[0], text="Two hurt in the crash"), replace(item.quotes[0], text="Line closed today.")
    text = rendered(with_items(issue, replace(item, quotes=said)), "email")["text"]
    assert "crash Line" not in text
    assert "Two hurt in the crash — Jerusalem Wire\n" in text


def test_the_contents_list_begins_with_the_eighth_story(rendered: Rendered) -> None:
    """Seven stories need no list of topics."""
    issue = sample_issues()[FIFTY]

    def topics_listed(count: int) -> int:
        first, second = issue.sections[:2]
        shorter = replace(
            issue, sections=(replace(first, items=first.items[: count - 1]), replace(second, items=second.items[:1]))
        )
        page = lxml.html.fromstring(rendered(shorter, "email")["html"])
        return len(page.xpath("//*[@class='contents']//a"))

    assert topics_listed(7) == 0
    assert topics_listed(8) == 2


def test_counts_tell_new_stories_and_updates_apart(rendered: Rendered) -> None:
    """What is not there is not counted."""
    issues = sample_issues()
    assert "Tue 16 June · 3 new stories · 1 update · 2 min" in rendered(issues["new and updates"], "email")["text"]
    assert "Tue 16 June · 1 story · 2 min" in rendered(issues["one story"], "email")["text"]
    only = with_items(issues["new and updates"], issues["new and updates"].items[1])
    assert "Tue 16 June · 1 update · 2 min" in rendered(only, "email")["text"]


def test_a_late_issue_says_when_it_was_due(rendered: Rendered) -> None:
    """In every form."""
    issue = sample_issues()["nothing new"]
    for form in ("email", "telegram", "web"):
        content = "".join(rendered(issue, form).values())
        assert "This issue is late. Due: 07:30." in content
        assert "Nothing new since the last issue." in content


def test_pages_of_the_site_are_linked_only_where_the_site_has_an_address(rendered: Rendered) -> None:
    """The permalink; and the way out, but for a page that everybody may see."""
    for form in ("email", "telegram", "web"):
        without = "".join(rendered(sample_issues()["new and updates"], form).values())
        within = "".join(rendered(sample_issues(base_url=BASE + "/")["new and updates"], form).values())
        assert "digest.example.org" not in without
        assert "nsubscribe" not in without
        assert (f"{BASE}/unsubscribe/{READER}" in within) == (form == "email")
        assert f"{BASE}/issue/morning/2026-06-16T07:30" in within


def test_the_foot_says_why_it_came_and_the_postal_line(rendered: Rendered) -> None:
    """Why, topics, the zone of all times, and the line that some laws want."""
    issue = replace(sample_issues()["new and updates"], postal="Levant Desk, P.O. Box 1, Haifa")
    text = " ".join(rendered(issue, "email")["text"].split())
    assert "You get this because you subscribed to Morning digest from Levant Desk." in text
    assert "Topics: Travel warnings, Israel–Turkey ties." in text
    assert text.endswith("Time zone: Istanbul. Levant Desk, P.O. Box 1, Haifa")


def test_the_text_mail_is_72_columns_with_links_on_lines_of_their_own(rendered: Rendered) -> None:
    """Numbered, in the order of the HTML part."""
    lines = rendered(sample_issues(base_url=BASE)[FIFTY], "email")["text"].splitlines()
    assert all(columns(line) <= 72 or line.strip().startswith("https://") for line in lines)
    assert all(line.strip().startswith("https://") for line in lines if "https://" in line)
    assert [line.split(".")[0] for line in lines if line[:1].isdigit()] == [str(number) for number in range(1, 51)]


def test_the_page_lists_what_found_no_place(rendered: Rendered) -> None:
    """And the mail says that there is more, where it can be read."""
    issue = sample_issues(base_url=BASE)["new and updates"]
    assert "Antalya hotels count cancellations" in rendered(issue, "web")["page"]
    mail = rendered(issue, "email")
    assert "Antalya" not in mail["html"]
    assert "1 more story there" in mail["html"]
    assert "1 more story there" in mail["text"]


def test_it_is_not_all_where_something_found_no_place(rendered: Rendered) -> None:
    """Mail and chat say how much, with a link where there is a page; only what lists it ends with "That's all."."""
    for base, words in ((BASE, "1 more story there"), (None, "1 more story found no place.")):
        issue = sample_issues(base_url=base)["new and updates"]
        for form, part in (("email", "html"), ("email", "text"), ("telegram", "message-0")):
            content = rendered(issue, form)[part]
            assert words in content
            assert "That's all." not in content
            assert "That's all." in rendered(replace(issue, more=()), form)[part]
        assert "<b>That's all.</b>" in rendered(issue, "web")["page"]


def test_section_names_in_a_chat_are_capitals_of_the_readers_language(rendered: Rendered) -> None:
    """A Turkish i keeps its dot."""
    issue = sample_issues()["new and updates"]
    named = replace(issue, sections=(replace(issue.sections[0], name="Seyahat ikazları"), *issue.sections[1:]))
    assert "<b>SEYAHAT İKAZLARI</b>" in rendered(replace(named, language="tr"), "telegram")["message-0"]
    assert "<b>SEYAHAT IKAZLARI</b>" in rendered(named, "telegram")["message-0"]


def test_names_against_the_readers_direction_are_isolated(rendered: Rendered) -> None:
    """By <bdi> or dir in markup, by Unicode's isolates in text."""
    issues = sample_issues()
    assert "\u2068מבט הנמל\u2069" in rendered(issues["new and updates"], "telegram")["message-0"]
    hebrew = rendered(issues["right to left"], "telegram")["message-0"]
    assert "\u2068Jerusalem Wire\u2069" in hebrew
    assert "\u2068מבט הנמל\u2069" not in hebrew
    assert "\u2066Turkish inflation slows to 61.5% in June\u2069" in rendered(issues["right to left"], "email")["text"]
    page = lxml.html.fromstring(rendered(issues["right to left"], "email")["html"])
    headings = {heading.get("dir") for heading in page.iter("h3")}
    assert headings == {None, "ltr"}


def test_who_carries_the_text_of_another_is_named_and_not_counted(rendered: Rendered) -> None:
    """Two reports and a copy are two outlets, in every form."""
    issue = sample_issues()["new and updates"]
    item = issue.items[0]
    links = tuple(
        replace(item.coverage[0], outlet=name, url=f"https://{name.lower()}.example/", copied=name == "Echo")
        for name in ("Wire", "Post", "Echo")
    )
    issue = with_items(issue, replace(item, coverage=links, also_in=()))
    mail = rendered(issue, "email")
    assert "2 outlets" in mail["text"]
    others = (rendered(issue, "telegram")["message-0"], rendered(issue, "web")["page"])
    assert all("same text: " in content for content in (mail["text"], mail["html"], *others))


def test_a_mail_too_big_for_mail_programs_names_fewer_outlets(rendered: Rendered) -> None:
    """Under 100 kB with fifty stories, even of twenty outlets each."""
    issue = sample_issues()[FIFTY]
    links = tuple(
        replace(issue.items[0].coverage[0], outlet=f"Outlet {n}", url=f"https://o{n}.example.org/{'x' * 60}")
        for n in range(20)
    )
    items = tuple(replace(item, coverage=links) for item in issue.items)
    mail = rendered(with_items(issue, *items), "email")
    assert len(mail["html"].encode()) <= 100_000
    assert "and 14 more" in mail["html"] or "and 17 more" in mail["html"] or "and 19 more" in mail["html"]


def test_a_story_without_coverage_or_link_is_still_told(rendered: Rendered) -> None:
    """Nothing in a template takes a source for granted."""
    issue = sample_issues()["one story"]
    item = replace(issue.items[0], url="", coverage=(), quotes=())
    for form in ("email", "telegram", "web"):
        assert "Two consulates reopen" in "".join(rendered(with_items(issue, item), form).values())


def test_the_same_issue_renders_the_same_twice() -> None:
    """Rendered parts are frozen: nothing in them depends on when or where."""
    issue = sample_issues()["new and updates"]
    for form in ("email", "telegram", "web"):
        assert TemplateRenderer(None).render(issue, form) == TemplateRenderer(None).render(issue, form)


# The admin's own templates


def test_an_override_replaces_one_file_and_leaves_the_others(own: Callable[..., Path]) -> None:
    """The page keeps the packaged look."""
    folder = own(default={"subject.txt.j2": "{{ issue.digest_name }}"})
    parts = TemplateRenderer(folder).render(sample_issues()["one story"], "email")
    assert parts[0].content == "Morning digest"
    assert "Two consulates" in parts[1].content


def test_a_set_of_the_admins_own_falls_back_to_the_default_set(own: Callable[..., Path]) -> None:
    """A second look beside the first needs only the files that differ."""
    folder = own(plain={"telegram.html.j2": "<b>{{ issue.digest_name }}</b>"})
    renderer = TemplateRenderer(folder)
    assert renderer.render(sample_issues("plain")["one story"], "telegram")[0].content == "<b>Morning digest</b>"
    assert renderer.render(sample_issues("plain")["one story"], "web")[0].name == "page"


@pytest.mark.parametrize("name", ["nowhere", "../default", "", "a/b", "default\n"])
def test_a_template_set_that_is_nowhere_is_a_config_error(name: str) -> None:
    """A name is never a path."""
    with pytest.raises(ConfigError) as caught:
        TemplateRenderer(None).render(sample_issues(name)["one story"], "web")
    assert "no templates named" in str(caught.value)


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("line one\n{{ isue.digest_name }}", ":2: 'isue' is undefined (did you mean 'issue'?)"),
        (
            "{{ issue.digest_nam }}",
            ":1: 'digest.model.issues.Issue object' has no attribute 'digest_nam' (did you mean 'digest_name'?)",
        ),
        ("\n\n{% if %}", ":3: Expected an expression"),
        ("{{ issue|nofilter }}", ":1: No filter named 'nofilter'"),
        ("a\n{{ 1 / 0 }}", ":2: ZeroDivisionError: division by zero"),
        ('{% include "missing.j2" %}', "needs the file missing.j2, which is nowhere"),
        ("{{ issue.__class__.__mro__ }}", ":1: SecurityError"),
        ("{% for x in range(10000000) %}{% endfor %}", ":1: OverflowError"),
        ("  \n ", "gives an empty subject"),
    ],
)
def test_a_broken_template_is_refused_with_file_line_and_reason(
    own: Callable[..., Path], template: str, problem: str
) -> None:
    """The admin mends it without reading a traceback."""
    folder = own(default={"subject.txt.j2": template})
    with pytest.raises(ConfigError) as caught:
        TemplateRenderer(folder).render(sample_issues()["one story"], "email")
    assert "subject.txt.j2" in str(caught.value)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_template_that_is_not_utf8_is_refused(own: Callable[..., Path]) -> None:
    """A file saved in an old encoding is the admin's to mend."""
    folder = own(default={"subject.txt.j2": ""})
    (folder / "default" / "subject.txt.j2").write_bytes(b"caf\xe9")
    with pytest.raises(ConfigError, match=r"subject\.txt\.j2.*utf-8"):
        TemplateRenderer(folder).render(sample_issues()["one story"], "email")


def test_a_chat_template_that_telegram_would_refuse_is_refused(own: Callable[..., Path]) -> None:
    """Unknown tags, wrong nesting, nothing at all."""
    for template, problem in (
        ("<p>x</p>", "does not know <p>"),
        ("<b><i>x</b></i>", "</i> was due"),
        ("{{ cut }}", "empty"),
    ):
        folder = own(default={"telegram.html.j2": template})
        with pytest.raises(ConfigError, match=problem):
            TemplateRenderer(folder).render(sample_issues()["one story"], "telegram")


def test_a_filter_that_needs_the_reader_says_how_to_get_it(own: Callable[..., Path]) -> None:
    """Jinja imports macros without the template's variables unless told to."""
    files = {
        "subject.txt.j2": '{% import "m.txt.j2" as m %}{{ m.said(issue.composed_at) }}',
        "m.txt.j2": "{% macro said(x) %}{{ x|when }}{% endmacro %}",
    }
    with pytest.raises(ConfigError, match="with context"):
        TemplateRenderer(own(default=files)).render(sample_issues()["one story"], "email")


def test_text_files_are_not_escaped_and_markup_is(own: Callable[..., Path]) -> None:
    """`.txt.j2` is text, everything else is markup."""
    folder = own(default={"subject.txt.j2": "{{ 'a & b' }}", "web.html.j2": "{{ 'a & b' }}"})
    renderer = TemplateRenderer(folder)
    assert renderer.render(sample_issues()["one story"], "email")[0].content == "a & b"
    assert renderer.render(sample_issues()["one story"], "web")[0].content == "a &amp; b\n"


def test_every_message_is_what_telegram_takes(rendered: Rendered) -> None:
    """Every sample, in every language of phrases."""
    for language in ("en", "he", "ar", "tr", "ru", "de", "fr", "es"):
        for issue in sample_issues(base_url=BASE).values():
            for message in rendered(replace(issue, language=language), "telegram").values():
                assert read_telegram(message).units <= 4_096


def test_a_quote_of_an_outlet_that_is_not_listed_links_to_its_page(rendered: Rendered) -> None:
    """A sentence always leads to where it was said."""
    issue = sample_issues()["new and updates"]
    item = issue.items[0]
    said = Quote(
        text="Said elsewhere.", outlet="Second page", url="https://x.example.org/2", language="en", direction="ltr"
    )
    issue = with_items(issue, replace(item, quotes=(said,)))
    assert '<a href="https://x.example.org/2"><bdi>Second page</bdi></a>' in rendered(issue, "web")["page"]
    assert '<a href="https://x.example.org/2">Second page</a>' in rendered(issue, "telegram")["message-0"]
    assert "- Second page\n     https://x.example.org/2\n" in rendered(issue, "email")["text"]


def test_the_words_of_an_update_stand_on_the_readers_side(rendered: Rendered) -> None:
    """An English headline in a Hebrew mail does not pull "Update" to its own left."""
    issue = replace(sample_issues()["new and updates"], language="he")
    page = lxml.html.fromstring(rendered(issue, "email")["html"])
    update = page.get_element_by_id("story-2")
    assert update.find("h3").get("dir") is None
    assert [span.get("dir") for span in update.iter("span") if span.get("lang") == "en"] == ["ltr", "ltr"]


def test_a_mail_that_would_be_cut_leaves_its_last_stories_to_the_page() -> None:
    """Text and HTML stop at the same story and say how many are on the page; without a page nothing is left out."""
    issue = sample_issues()[FIFTY]
    (first, *_), many = issue.sections, 400
    items = tuple(replace(first.items[number % 10], headline=f"Headline {number} of many") for number in range(many))
    long = replace(
        issue, base_url=BASE, sections=(replace(first, items=items[:300]), replace(first, items=items[300:]))
    )
    mail = {part.name: part.content for part in TemplateRenderer(None).render(long, "email")}
    assert len(mail["html"].encode()) <= 100_000
    told = [number for number in range(many) if f"Headline {number} of many" in mail["text"]]
    assert told == [number for number in range(many) if f"Headline {number} of many" in mail["html"]]
    assert told == list(range(len(told)))
    assert 30 < len(told) < many
    assert f"{many - len(told)} more stories there" in mail["text"]
    assert f"{many - len(told)} more stories there" in mail["html"]
    assert f"and {many - 1} more" in mail["subject"]
    whole = {part.name: part.content for part in TemplateRenderer(None).render(replace(long, base_url=None), "email")}
    assert "Headline 399 of many" in whole["text"]
