"""Check a site before anything runs: templates, and what is missing or has no effect yet."""

from __future__ import annotations

from collections.abc import Sequence

from digest.channels.email.signing import make_signer
from digest.config import missing, without_effect
from digest.errors import ConfigError, Mistake
from digest.inference.encoder import check_encoder
from digest.model import Settings
from digest.render import check_pages, check_templates

__all__ = ["check_site"]


def check_site(settings: Settings) -> tuple[str, ...]:
    """Try every template that a digest names, the key that signs mail and the encoder; say what is missing, else ConfigError."""
    names = dict.fromkeys(digest.template for digest in settings.digests)
    mistakes = [
        *check_templates(settings.site.templates, tuple(names) or ("default",)),
        *check_pages(settings.site.templates),
        *_signing(settings),
        *check_encoder(settings.grouping.encoder, settings.path),
    ]
    if mistakes:
        raise ConfigError(mistakes)
    return (*missing(settings), *without_effect(settings))


def _signing(settings: Settings) -> Sequence[Mistake]:
    if settings.email is None or settings.email.dkim is None:
        return ()
    try:
        make_signer(settings.email.dkim, settings.path)
    except ConfigError as error:
        return error.mistakes
    return ()
