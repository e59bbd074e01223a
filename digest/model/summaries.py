"""What a machine is given to write a summary from, and by what the summary is found again."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model.issues import Quote

__all__ = ["Brief", "SummaryKey"]


@dataclass(frozen=True, slots=True, order=True)
class SummaryKey:
    """A story as its newest revision tells it, in one language."""

    revision_id: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a summary may say: sentences of sources, all in one language, and `limit` characters for it."""

    key: SummaryKey
    headline: str
    sources: tuple[Quote, ...]
    limit: int

    @property
    def language(self) -> str:
        """The language of the sources and of the summary."""
        return self.key.language
