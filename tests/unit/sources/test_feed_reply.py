"""What the worker process answers is checked: it has read a stranger's bytes."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.model import Enclosure, ParsedEntry, ParsedFeed
from digest.sources.feed.wire import Request, decode_reply, encode_error, encode_feed

ENTRY = ParsedEntry(
    keys=("guid:1", "link:https://example.org/1"),
    title="Title “x” 😀",
    guid="1",
    link="https://example.org/1",
    canonical_url="https://example.org/1",
    authors=("Jane",),
    published=datetime(2026, 6, 16, 9, 30, tzinfo=UTC),
    summary="One.\nTwo.",
    html="<p>One.</p>",
    enclosures=(Enclosure(url="https://example.org/a", type="audio/mpeg", length=3),),
    language="he",
    direction="rtl",
)
FEED = ParsedFeed(entries=(ENTRY,), title="Feed", link="https://example.org/", language="he", note="forgiven")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["feed", "error", "entries", "keys"]), inner)
    ),
)


def altered(**fields: Any) -> bytes:
    reply = json.loads(encode_feed(FEED))
    reply["feed"]["entries"][0].update(fields)
    return json.dumps(reply).encode()


def test_a_feed_survives_the_way_through_the_pipe() -> None:
    """Every field, unchanged."""
    assert decode_reply(encode_feed(FEED)) == FEED


def test_a_request_survives_it_too() -> None:
    """Both ends read the same."""
    request = Request(url="https://example.org/é", content_type="text/xml", language="he", seconds=30)
    assert Request.decode(request.encode()) == request


def test_a_reason_becomes_one_clean_line() -> None:
    """Whatever the document made the parser say."""
    with pytest.raises(FetchError, match=r"^not a feed two lines$"):
        decode_reply(encode_error("not a feed\n\u202etwo\0 lines"))


@pytest.mark.parametrize(
    "fields",
    [
        *({"keys": []}, {"keys": "guid:1"}, {"keys": [1]}, {"title": None}, {"title": "a\0"}, {"title": "\ud800"}),
        *(
            {"published": "soon"},
            {"published": 5},
            {"authors": None},
            {"enclosures": [{"url": "x"}]},
            {"direction": None},
        ),
        {"enclosures": [{"url": "https://x.org", "type": "", "length": -1}]},
    ],
)
def test_a_malformed_entry_is_refused(fields: dict[str, Any]) -> None:
    """The whole reply is, in one line."""
    with pytest.raises(FetchError, match="malformed"):
        decode_reply(altered(**fields))


def test_a_link_that_is_no_web_address_does_not_pass() -> None:
    """Even if the worker were taken over."""
    assert decode_reply(altered(link="javascript:alert(1)")).entries[0].link == ""


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_reply_is_a_feed_or_an_error(data: bytes) -> None:
    """Nothing else comes out of the reader."""
    with suppress(FetchError):
        assert isinstance(decode_reply(data), ParsedFeed)
