"""Check a site before anything runs: templates, and what is missing or has no effect yet."""

from __future__ import annotations

from digest.config import missing, without_effect
from digest.errors import ConfigError
from digest.model import Settings
from digest.render import check_pages, check_templates

__all__ = ["check_site"]


def check_site(settings: Settings) -> tuple[str, ...]:
    """Try every template that a digest names; say what is missing and what has no effect yet, else ConfigError."""
    names = dict.fromkeys(digest.template for digest in settings.digests)
    mistakes = check_templates(settings.site.templates, tuple(names) or ("default",))
    if mistakes := (*mistakes, *check_pages(settings.site.templates)):
        raise ConfigError(mistakes)
    return (*missing(settings), *without_effect(settings))
