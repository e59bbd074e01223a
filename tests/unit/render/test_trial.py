"""Templates are tried before they are trusted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.render import check_templates

Own = Callable[..., Path]


def test_the_packaged_templates_pass() -> None:
    """Every sample, with and without an address of the site."""
    assert check_templates(None, ["default"]) == ()


@pytest.mark.parametrize(
    ("file", "template", "problem"),
    [
        ("web.html.j2", '<img src="https://tracker.example/x.gif">', "holds <img src>: nothing may be loaded"),
        ("web.html.j2", "<script>1</script>", "holds <script>"),
        ("web.html.j2", '<link rel="stylesheet" href="https://e.org/x.css">', "holds <link>"),
        ("web.html.j2", "<style>p { background: url(https://e.org) }</style>", "style of <style> that loads"),
        ("web.html.j2", '<p style="background:URL(//e.org)">x</p>', "style of <p> that loads"),
        ("web.html.j2", "<p>{% for item in issue.items %}{{ item.headline|safe }}{% endfor %}</p>", "would run code"),
        ("web.html.j2", '<a href="{{ issue.items[0].headline if issue.items }}">x</a>', "which is no web address"),
        ("web.html.j2", '<meta http-equiv="refresh" content="0">', "holds <meta>"),
        ("web.html.j2", "{# nothing #}", "gives an empty page"),
        ("telegram.html.j2", "<p>{{ issue.digest_name }}</p>", "does not know <p>"),
        ("telegram.html.j2", "<b>{{ issue.items[0].headline if issue.items }}", "<b> is never closed"),
        ("subject.txt.j2", "{{ issue.items[0].headline }}", "has no element 0"),
        ("email.txt.j2", "\n{{ issue.items[0].coverage[0].link if issue.items }}", "email.txt.j2:2: "),
    ],
)
def test_what_a_template_may_not_do_is_reported(own: Own, file: str, template: str, problem: str) -> None:
    """With the file, and the line where there is one."""
    mistakes = check_templates(own(default={file: template}), ["default"])
    assert any(file in mistake.file and problem in str(mistake) for mistake in mistakes), mistakes


def test_a_mail_over_100_kb_with_fifty_stories_is_a_mistake(own: Own) -> None:
    """Mail programs would cut it."""
    fat = "<p>{% for item in issue.items %}" + "x" * 3_000 + "{% endfor %}</p>"
    mistakes = check_templates(own(default={"email.html.j2": fat}), ["default"])
    assert [mistake.problem for mistake in mistakes] == [
        "makes a mail of 150 kB from fifty stories; mail programs cut it at 100 kB"
    ]


def test_each_mistake_is_told_once_and_all_of_them_at_once(own: Own) -> None:
    """Not once a sample."""
    folder = own(
        default={"subject.txt.j2": "{{ nothing }}", "web.html.j2": "{{ nobody }}"}, plain={"web.html.j2": "{{ 1 / 0 }}"}
    )
    mistakes = [str(mistake) for mistake in check_templates(folder, ["default", "plain", "default", "absent"])]
    assert len(mistakes) == len(set(mistakes))
    for words in ("'nothing' is undefined", "'nobody' is undefined", "division by zero", "no templates named 'absent'"):
        assert sum(words in mistake for mistake in mistakes) == 1


def test_a_misspelt_template_is_named(own) -> None:
    """It would silently do nothing; a partial of the admin's own is nobody's business."""
    folder = own(default={"emial.html.j2": "x", "my_footer.j2": "y"})
    (mistake,) = check_templates(folder, ["default"])
    assert (mistake.file, mistake.mend) == ("default/emial.html.j2", "did you mean email.html.j2?")
