"""The body of a newsletter for `mail_checker`: MIME structure, quoted-printable, and what stands in text and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag

__all__ = ["part_faults"]

MOST_HTML = 100_000
"""Gmail cuts a mail at about 102 kB."""
TYPE = re.compile(r'multipart/alternative;\s*boundary="([^"]+)"')
BOUNDARY = re.compile(r"[A-Za-z0-9'()+_,./:=? -]{0,69}[A-Za-z0-9'()+_,./:=?-]")
ACTIVE = frozenset({
    "script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button", "textarea", "select", "link",
    "base", "svg", "math", "video", "audio", "source", "img", "picture", "portal", "template", "noscript", "dialog",
    "canvas", "marquee",
})  # fmt: skip
STYLED = re.compile(r"url\(|@import|expression|behaviou?r|-moz-binding|javascript:|\\", re.IGNORECASE)
COMMENT = re.compile(r"\[if (?:mso|!mso)\]>(?:</?table[^<>]*>|</?tr>|</?td>)*<!\[endif\]")
BIDI = re.compile(r"[\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def part_faults(content_type: str, body: bytes) -> Iterator[str]:
    """List what is wrong with the body of a mail of this Content-Type."""
    found = TYPE.fullmatch(content_type)
    if found is None or not BOUNDARY.fullmatch(found[1]):
        yield f"not multipart/alternative with a boundary: {content_type[:80]!r}"
        return
    parts = _parts(body, found[1].encode("ascii"))
    if parts is None or len(parts) != 2:
        yield "the boundary does not part the mail into exactly two parts"
        return
    texts = []
    for part, kind in zip(parts, ("text/plain", "text/html"), strict=True):
        yield from _frame_faults(part, kind)
        texts.append(_decoded(part))
    for text in texts:
        if text is None:
            yield "a part is not valid quoted-printable UTF-8"
            return
        if control := CONTROL.search(text):
            yield f"a part holds the control character {control[0]!r}"
    yield from _content_faults(texts[0] or "", texts[1] or "")


def _parts(body: bytes, boundary: bytes) -> list[bytes] | None:
    """Split the body; None where the delimiters are not exactly one for each part and one that closes."""
    lines = re.findall(rb"(?:\A|(?<=\r\n))--" + re.escape(boundary) + rb"(--)?[ \t]*\r\n", body)
    pieces = re.split(rb"(?:\A|\r\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r\n)", body)
    if lines.count(b"--") != 1 or lines[-1] != b"--" or body.count(boundary) != len(lines):
        return None
    if pieces[0].strip() or pieces[-1].strip():
        return None
    return [piece.removeprefix(b"\r\n") for piece in pieces[1:-1]]


def _frame_faults(part: bytes, kind: str) -> Iterator[str]:
    head = part.partition(b"\r\n\r\n")[0].decode("latin-1")
    headers = dict(re.findall(r"^([A-Za-z-]+): (.*)$", head.replace("\r\n", "\n"), re.MULTILINE))
    lowered = {name.lower(): value for name, value in headers.items()}
    if not re.fullmatch(rf'{kind}; charset="?utf-8"?', lowered.get("content-type", ""), re.IGNORECASE):
        yield f"a part is not {kind} in utf-8: {lowered.get('content-type')!r}"
    if lowered.get("content-transfer-encoding") != "quoted-printable":
        yield f"{kind} is not quoted-printable"
    if extra := lowered.keys() - {"content-type", "content-transfer-encoding", "mime-version"}:
        yield f"{kind} has headers it does not need: {', '.join(sorted(extra))}"
    for line in part.partition(b"\r\n\r\n")[2].split(b"\r\n"):
        if len(line) > 76:
            yield f"{kind} has a quoted-printable line of {len(line)} (76 at most)"
        if line.endswith((b" ", b"\t")):
            yield f"{kind} has a space at a line's end, which servers may drop"


def _decoded(part: bytes) -> str | None:
    encoded = part.partition(b"\r\n\r\n")[2]
    if re.search(rb"=(?![0-9A-F]{2}|\r\n)|[^\t\r\n -~]", encoded + b"\r\n"):
        return None
    joined = encoded.replace(b"=\r\n", b"")
    try:
        return re.sub(rb"=([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), joined).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _content_faults(text: str, html: str) -> Iterator[str]:
    if len(html.encode()) >= MOST_HTML:
        yield f"the HTML has {len(html.encode())} bytes and will be cut"
    reader = _Reader()
    reader.feed(html)
    reader.close()
    yield from reader.faults
    if not text.strip() or not reader.links:
        yield "a part is empty"
    in_text = {urldefrag(url)[0] for url in re.findall(r"^ *(https?://\S+)\r?$", text, re.MULTILINE)}
    if only := reader.links ^ in_text:
        yield f"text and HTML have different links: {sorted(only)[:3]}"
    squeezed = _squeezed(text)
    for headline in reader.headlines:
        if _squeezed(headline) not in squeezed:
            yield f"a story of the HTML is not in the text: {headline[:60]!r}"


def _squeezed(text: str) -> str:
    return BIDI.sub("", "".join(text.split()))


class _Reader(HTMLParser):
    """Collect links and headlines, and whatever is active or fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.links: set[str] = set()
        self.headlines: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self.faults.append(f"the HTML holds <{tag}>")
        if tag == "h3":
            self.headlines.append("")
        self._open.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._open and STYLED.search(data):
            self.faults.append("a style sheet reaches out of the mail")
        if "h3" in self._open and "bdi" in self._open:
            self.headlines[-1] += data

    def handle_comment(self, data: str) -> None:
        if not COMMENT.fullmatch(data):
            self.faults.append(f"a comment that nobody needs: {data[:40]!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("a declaration that nobody needs")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {"srcdoc", "src", "srcset", "background", "action", "formaction", "ping"}:
            self.faults.append(f"<{tag} {name}>")
        if name == "style" and STYLED.search(value):
            self.faults.append("a style reaches out of the mail")
        if name == "http-equiv" and value.lower() == "refresh":
            self.faults.append("the HTML goes elsewhere by itself")
        if name == "href":
            self._link(value)

    def _link(self, url: str) -> None:
        if url.startswith("#"):
            return
        if not re.match(r"(?:https?://|mailto:)[^\s\x00-\x1f]+$", url):
            self.faults.append(f"a link that is none: {url[:60]!r}")
        elif url.startswith("http"):
            self.links.add(urldefrag(url)[0])
