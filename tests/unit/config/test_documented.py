"""The example, the reference page, the JSON Schema and the settings that have landed agree with the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from digest.config import effective, json_schema, load, loads, missing, without_effect
from digest.config.landed import NOT_YET
from digest.model import Settings

SECTIONS = {"email.dkim": ("email", "dkim"), "email.bounces": ("email", "bounces"), "topic.alert": ("topic", "alert")}
BASE = '[[feed]]\nurl = "file:a.xml"\n[[topic]]\nid = "t"\nany = ["x"]\n[[digest]]\nid = "m"\nat = ["07:30"]\ntopics = ["t"]\n'
READER = '[[subscriber]]\nfile = "out"\ndigests = ["m"]\n'


@pytest.fixture
def example(project: Path) -> str:
    return (project / "config.example.toml").read_text(encoding="utf-8")


@pytest.fixture
def everything(example: str) -> str:
    """The example with all that is commented out switched on."""
    return re.sub(r"^#(?=\S)", "", example, flags=re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my-templates").mkdir()
    return tmp_path


def described(
    schema: Mapping[str, Any], node: Mapping[str, Any], place: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """List every key of the schema: its section (and table inside), and its name."""
    for choice in [node, *node.get("anyOf", ())]:
        if "$ref" in choice:
            yield from described(schema, schema["$defs"][choice["$ref"].rpartition("/")[2]], place)
    for name, child in node.get("properties", {}).items():
        if "$ref" not in json.dumps(child) or place:
            yield (*place, name)
        yield from described(schema, child, (*place, name))
    for child in [node.get("items"), *node.get("patternProperties", {}).values()]:
        if isinstance(child, dict):
            yield from described(schema, child, place)


def keys() -> list[tuple[str, ...]]:
    schema = json_schema()
    return sorted({key for key in described(schema, schema) if len(key) > 1})


def test_the_schema_lists_all_keys() -> None:
    """As a guard for the tests below."""
    assert len(keys()) > 90
    assert ("topic", "alert", "settle") in keys()
    assert ("channel", "kind") in keys()


def test_the_example_loads_without_mistakes_and_all_of_it_has_effect(example: str, folder: Path) -> None:
    """An admin who copies it starts clean."""
    settings = loads(example, folder / "config.toml", {})
    assert without_effect(settings) == ()
    assert missing(settings) == ()


def test_the_example_loads_with_everything_switched_on(everything: str, folder: Path) -> None:
    """Then only secrets are missing, and every row of what has not landed speaks."""
    variables = dict.fromkeys(re.findall(r'env = "(\w+)"', everything), "secret")
    settings = loads(everything, folder / "config.toml", variables)
    assert {source.key for source in settings.secrets if not source.found} == {"feed[3].password_file"}
    unset = {"site.language", "subscriber.language", "telegram.reader_feeds"}  # the example sets what has effect
    assert {line.partition(" has no effect")[0] for line in without_effect(settings)} == {
        row[0] for row in NOT_YET
    } - unset


def test_the_example_shows_every_key(everything: str) -> None:
    """Or names it in a comment, as the other way to give the same secret."""
    for key in keys():
        sections = tomllib.loads(everything)[key[0]]
        tables = sections if isinstance(sections, list) else [*sections.values()] if key[0] == "channel" else [sections]
        for part in key[1:-1]:
            tables = [table[part] for table in tables if part in table]
        assert any(key[-1] in table for table in tables) or key[-1].endswith("_file"), key
        assert key[-1] in everything


def test_the_reference_page_describes_every_key_with_its_default(project: Path) -> None:
    """A row for each, under the heading of its section, and no row of anything else."""
    page = (project / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows: set[tuple[str, ...]] = set()
    for heading, body in re.findall(
        r"^## `\[+([\w.]+?)(?:\.NAME)?\]+`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
    ):
        place = SECTIONS.get(heading, (heading,))
        for row in re.findall(r"^\| `(\w+)` \|(.*)\|$", body, re.MULTILINE):
            rows.add((*place, row[0]))
            assert len([cell for cell in re.split(r"(?<!\\)\|", row[1]) if cell.strip()]) == 4, row
    assert rows == set(keys())


def test_defaults_on_the_reference_page_are_those_of_the_schema(project: Path) -> None:
    """A changed default cannot be forgotten there."""
    page = (project / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    schema, compared = json_schema(), 0
    for name, section in schema["properties"].items():
        found = re.search(r"#/\$defs/(\w+)", json.dumps(section))
        assert found is not None
        body = re.split(rf"^## `\[+{name}(?:\.NAME)?\]+`$", page, flags=re.MULTILINE)[1].split("\n## ")[0]
        for key, described_key in schema["$defs"][found[1]]["properties"].items():
            default = described_key.get("default")
            if default not in (None, "", [], {}):
                assert f"| `{json.dumps(default)}` |" in next(row for row in body.splitlines() if f"| `{key}` |" in row)
                compared += 1
    assert compared > 25


def test_the_schema_is_valid_and_accepts_the_example(everything: str, example: str) -> None:
    """Editors show no squiggles in a good file."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(tomllib.loads(example))
    validator.validate(tomllib.loads(everything))


def test_the_schema_refuses_unknown_keys_and_describes_every_key() -> None:
    """Editors complete names and show meanings."""
    schema = json_schema()
    validator = jsonschema.Draft202012Validator(schema)
    for text in ("[sight]", "[site]\ntitel = 1", BASE + "zzz = 1", "[fetch]\nmax_bytes = 5"):
        assert not validator.is_valid(tomllib.loads(text))
    for model in schema["$defs"].values():
        assert model["description"]
        assert all(key["description"] for key in model["properties"].values())
    assert '"null"' not in json.dumps(schema)


@pytest.mark.parametrize("which", ["example", "everything"])
def test_effective_settings_read_back_as_the_same_settings(
    which: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    """Defaults included; secrets stand by their variable or file."""
    text: str = request.getfixturevalue(which)
    variables = dict.fromkeys(re.findall(r'env = "(\w+)"', text), "hunter2")
    settings = loads(text, folder / "config.toml", variables)
    written = effective(settings)
    assert "hunter2" not in written
    assert loads(written, folder / "config.toml", variables) == settings
    assert effective(loads(written, folder / "config.toml", variables)) == written


def test_effective_settings_need_no_file() -> None:
    """The defaults alone are settings too."""
    assert 'first_poll = "1d"' in effective(Settings())


def test_hostile_names_stay_valid_toml() -> None:
    """Quotes, brackets and backslashes in what the admin wrote."""
    settings = loads(BASE + READER + 'name = \'"]] \\ # [x]\'\nmute = [\'"""\', "it\'s"]', Path("/a/config.toml"), {})
    assert loads(effective(settings), Path("/a/config.toml"), {}) == settings


def test_the_settings_of_the_demo_are_a_good_file(project: Path) -> None:
    """It is what most people copy from."""
    settings = load(project / "digest" / "samples" / "demo.toml", {})
    assert without_effect(settings) == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('[[feed]]\nurl = "imap://a.org/x"', "feed.url imap://"),
        ('[site]\nlanguage = "uk"', "site.language"),
        ("[telegram]\nreader_feeds = 'private'\n", "telegram.reader_feeds"),
        (BASE + "budget = '3min'", "digest.budget"),
    ],
)
def test_a_setting_whose_feature_has_not_landed_says_so(text: str, part: str) -> None:
    """One sentence each, with what happens instead."""
    (sentence,) = without_effect(loads(text, Path("/a/config.toml"), {}))
    assert sentence.startswith(f"{part} has no effect yet: ")


@pytest.mark.parametrize("text", ["[telegram]\n", BASE + READER.replace('file = "out"', "telegram = 5")])
def test_what_keeps_messages_from_telegram_is_named(text: str) -> None:
    """No token, or no bot at all."""
    found = missing(loads(text, Path("/a/config.toml"), {}))
    assert len([one for one in found if one.startswith("telegram: ")]) == 1


def test_what_nothing_feeds_or_reads_is_named() -> None:
    """Not mistakes: feeds and readers can be added by command."""
    assert missing(loads(BASE + READER, Path("/a/config.toml"), {})) == ()
    lacking = "\n".join(missing(loads("[site]", Path("/a/config.toml"), {})))
    assert "feed: there is none" in lacking
    assert "digest: there is none" in lacking
    text = '[[topic]]\nid = "t"\nany = ["x"]\nfeeds = ["nobody"]\n[[topic]]\nid = "u"\nany = ["x"]\n[[digest]]\nid = "m"\ntopics = ["t"]'
    lacking = "\n".join(missing(loads(text, Path("/a/config.toml"), {})))
    assert 'digest "m": no [[subscriber]] of this file reads it' in lacking
    assert 'digest "m": it has neither at nor cron' in lacking
    assert 'topic "u": no digest has it' in lacking
    assert 'topic "t": "nobody" in feeds' in lacking


def test_what_mail_lacks_is_named() -> None:
    """A relay for readers by mail, and https for the button that mail programs show."""
    reader = READER.replace("file", "email").replace("out", "a@b.org")
    (lacking,) = missing(loads(BASE + reader, Path("/a/config.toml"), {}))
    assert lacking == "subscriber.email: there is no [email], so mail to these readers waits"
    relay = '[site]\nbase_url = "http://a.org"\n[web]\n[email]\nhost = "a.org"\nfrom = "a@a.org"\n'
    (lacking,) = missing(loads(relay + BASE + reader, Path("/a/config.toml"), {}))
    assert lacking.startswith("site.base_url: is not https")
    assert missing(loads(relay.replace("http:", "https:") + BASE + reader, Path("/a/config.toml"), {})) == ()


def test_links_without_pages_are_named() -> None:
    """A base_url alone links to nothing: nobody serves the pages."""
    site = BASE + READER + '[site]\nbase_url = "https://a.org"\n'
    (lacking,) = missing(loads(site, Path("/a/config.toml"), {}))
    assert lacking.startswith("site.base_url: there is no [web]")
    assert missing(loads(site + "[web]\n", Path("/a/config.toml"), {})) == ()


def test_importing_the_config_loads_neither_pydantic_nor_lxml() -> None:
    """`digest --help` is quick."""
    code = "import sys, digest.config; print([name for name in ('pydantic', 'lxml', 'tomlkit', 'babel') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
