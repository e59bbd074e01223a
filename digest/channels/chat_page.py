"""Chat messages shown as a chat app would: bubbles on a page, made from the exact parts.

The page is made by a strict allow-list: what Telegram's HTML knows is written anew, everything else
is shown as the characters it is. No script; a long quote opens by a checkbox.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

from digest.text import clean

__all__ = ["chat_page"]

_TAGS: Final = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "span",
    "a": "a",
}
_STYLE: Final = """
:root { color-scheme: light dark; --back: #d6e2d0; --bubble: #ffffff; --ink: #14181c; --quiet: #5a636c; --link: #1263a8; --quote: #eaf2f9; }
@media (prefers-color-scheme: dark) {
  :root { --back: #10161c; --bubble: #1e2831; --ink: #e8ebee; --quiet: #9eabb6; --link: #7fbcf5; --quote: #263644; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.4 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
header { padding: 12px 16px; background: var(--bubble); font-weight: 600; }
main { max-width: 560px; margin: 0 auto; padding: 16px 10px 40px; }
.bubble { margin: 0 0 10px; padding: 9px 13px; border-radius: 14px; background: var(--bubble); white-space: pre-wrap; unicode-bidi: plaintext; overflow-wrap: anywhere; }
.bubble a { color: var(--link); text-decoration: none; }
.bubble a:hover, .bubble a:focus { text-decoration: underline; }
blockquote { margin: 3px 0; padding: 5px 10px; border-inline-start: 3px solid var(--link); border-radius: 5px; background: var(--quote); font-size: 15px; }
.fold { position: relative; }
.fold > input { position: absolute; opacity: 0; }
.fold > label { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; cursor: pointer; }
.fold > input:checked + label { display: block; }
.fold > input:focus-visible + label { outline: 2px solid var(--link); }
time { display: block; margin-top: 2px; text-align: end; color: var(--quiet); font-size: 12px; line-height: 1.2; }
"""


def chat_page(title: str, messages: Sequence[str], time: str) -> str:
    """Show messages as bubbles, in order; `time` is written under each as chat apps do."""
    bubbles = "\n".join(
        f'<div class="bubble" dir="auto">{_rewritten(message, number)}<time>{html.escape(time)}</time></div>'
        for number, message in enumerate(messages, start=1)
    )
    name = html.escape(clean(title))
    return (
        '<!doctype html>\n<html lang="">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<header dir="auto">{name}</header>\n<main>\n{bubbles}\n</main>\n</body>\n</html>\n'
    )


def _rewritten(message: str, number: int) -> str:
    rewriter = _Rewriter(f"quote-{number}")
    rewriter.feed(message)
    rewriter.close()
    return rewriter.written()


class _Rewriter(HTMLParser):
    """Write what is allowed anew, with attributes of our own."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self._name = name
        self._quotes = 0
        self._open: list[tuple[str, str]] = []
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an allowed tag, with the attributes written here and no others."""
        if tag not in _TAGS or any(name == tag for name, _ in self._open):
            return
        opening, closing = self._written(tag, dict(attrs))
        self._pieces.append(opening)
        self._open.append((tag, closing))

    def handle_endtag(self, tag: str) -> None:
        """Close an allowed tag and whatever was left open in it."""
        if not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, closing = self._open.pop()
            self._pieces.append(closing)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Write text, escaped; the line end that ends a quote is the quote's own."""
        if self._pieces and self._pieces[-1].endswith("</blockquote>"):
            data = data.removeprefix("\n")
        self._pieces.append(html.escape(data))

    def written(self) -> str:
        """Give what was written, with every tag closed."""
        return "".join((*self._pieces, *(closing for _, closing in reversed(self._open))))

    def _written(self, tag: str, attributes: dict[str, str | None]) -> tuple[str, str]:
        if tag == "a":
            url = attributes.get("href") or ""
            if not url.lower().startswith(("http://", "https://")):
                return "<span>", "</span>"
            return f'<a href="{html.escape(url)}" rel="noopener noreferrer nofollow">', "</a>"
        if tag == "blockquote" and "expandable" in attributes:
            self._quotes += 1
            name = f"{self._name}-{self._quotes}"
            opening = f'<blockquote class="fold"><input type="checkbox" id="{name}"><label for="{name}">'
            return opening, "</label></blockquote>"
        return f"<{_TAGS[tag]}>", f"</{_TAGS[tag]}>"
