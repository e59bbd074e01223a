"""Links: made absolute, made canonical, freed of visitor counting, their host and its registered domain.

Nothing here raises: what is no http(s) address is "".
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from courlan.clean import TRACKERS_RE
from tld import get_fld
from yarl import URL

__all__ = ["canonical", "host", "resolve", "site", "untracked"]

_LONGEST: Final = 4_000
_AMPERSANDS: Final = re.compile(r"([?&])(?:amp;)+")
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_SLASHES: Final = re.compile(r"/{2,}")
# Names that are only ever for counting visitors.
_ALWAYS_DROPPED: Final = re.compile(
    r"(?:utm|mc|ns|at|pk|mtm|itm|ga|vero|oly|hsa|piwik|matomo|wt|sms_ss|fb|fb_action)_."
    r"|(?:fb|g|dc|tw|tt|y|ys)clid$|(?:msclk|gbra|wbra|igsh|mkw|li_fat_)id$|_(?:ga|gl|hsenc|hsmi|openstat)$"
    r"|(?:xtor|cmpid|ocid|ncid|rss|amp|outputtype|mkt_tok|ref_src|ref_url|guccounter|smid|sr_share|spm)$",
    re.IGNORECASE,
)
# Narrower: without these a link surely leads to the same page.
_COUNTERS: Final = re.compile(
    r"utm_[a-z_]{1,30}|(?:fb|g|d|y|tw|tt)clid|msclkid|igshid|mc_[ce]id|mkt_tok|_hsenc|_hsmi|at_(?:medium|campaign)|"
    r"ns_(?:mchannel|source|campaign|linkname)",
    re.IGNORECASE,
)
# courlan's list of trackers is wide ("cid", "source", "ref"): such a parameter may also be what names
# the article, so it is dropped only as a whole word and with a value that is no number.
_OFTEN_DROPPED: Final = re.compile(rf"(?:{TRACKERS_RE.pattern})(?=$|[_-])")
_VARIANTS: Final = frozenset({"www", "m", "mobile", "amp"})


def canonical(url: str) -> str:
    """Give one form to all links to the same page; "" for what is no web address. Idempotent.

    http becomes https; `www.`, `m.`, `mobile.`, `amp.` and a final `/amp` go; so do tracking
    parameters, fragments (but not `#!`), default ports, user names and the trailing slash. The other parameters are sorted.
    """
    parsed = _parse(_AMPERSANDS.sub(r"\1", url))
    if parsed is None:
        return ""
    port = "" if parsed.port in {80, 443, None} else f":{parsed.port}"
    query = "&".join(sorted(part for part in parsed.raw_query_string.split("&") if part and not _tracks(part)))
    fragment = f"#{parsed.raw_fragment}" if parsed.raw_fragment.startswith("!") else ""
    return f"https://{_main_host(parsed)}{port}{_main_path(parsed.raw_path)}{query and '?' + query}{fragment}"


def untracked(url: str) -> str:
    """Take away the parameters that only count visitors; everything else stays to the letter."""
    address, hash_sign, fragment = url.partition("#")
    page, mark, query = address.partition("?")
    parts = query.split("&")
    kept = [part for part in parts if not _COUNTERS.fullmatch(part.partition("=")[0])]
    if kept == parts:
        return url
    return f"{page}{mark if kept else ''}{'&'.join(kept)}{hash_sign}{fragment}"


def resolve(base: str, link: str) -> str:
    """Make a link absolute against a base; "" unless the result is an http(s) address."""
    if not link.strip():
        return ""
    try:
        joined = urljoin(base.strip(), _AMPERSANDS.sub(r"\1", link.strip()))
    except ValueError:
        return ""
    parsed = _parse(joined)
    return "" if parsed is None else str(parsed.with_user(None))


def host(url: str) -> str:
    """Give the host as people read it, without `www.`; "" for what is no web address."""
    parsed = _parse(url)
    if parsed is None:
        return ""
    try:
        name = parsed.host or ""
    except ValueError:  # an "xn--" that is no IDN
        name = parsed.raw_host or ""
    return name.removeprefix("www.")


def site(url: str) -> str:
    """Give the registered domain of a web address, else its host: who runs the server; "" for what is no web address.

    The list of public suffixes comes with the package: nothing is fetched. Platforms count as one site.
    """
    name = host(url)
    if ":" in name or name.replace(".", "").isdecimal():
        return name
    found = get_fld(f"https://{name}/", fail_silently=True, search_private=False)
    return str(found) if found else name


def _parse(url: str) -> URL | None:
    text = url.strip()
    if not text[:8].lower().startswith(("http://", "https://")) or len(text) > _LONGEST:
        return None
    try:
        parsed = URL(text)
    except ValueError:
        return None
    return parsed if _HOST.fullmatch(parsed.raw_host or "") else None


def _tracks(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if _ALWAYS_DROPPED.match(name):
        return True
    return bool(_OFTEN_DROPPED.search(name.lower())) and not any(character.isdigit() for character in value)


def _main_host(parsed: URL) -> str:
    labels = (parsed.raw_host or "").removesuffix(".").split(".")
    while len(labels) > 2 and labels[0] in _VARIANTS:
        del labels[0]
    main = ".".join(labels)
    return f"[{main}]" if ":" in main else main


def _main_path(path: str) -> str:
    main = _SLASHES.sub("/", path).rstrip("/")
    while main.endswith("/amp") and main.count("/") > 1:
        main = main.removesuffix("/amp").rstrip("/")
    return main
