"""What signs the links of readers: the admin's secret, else one kept beside the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.app.site import link_secret
from digest.errors import ConfigError, StoreError
from digest.model import Secret, Settings, StoreSettings, WebSettings


def settings_at(folder: Path, *, secret: Secret | None = None) -> Settings:
    return Settings(store=StoreSettings(url=f"sqlite:///{folder / 'digest.db'}"), web=WebSettings(secret=secret))


def test_the_admins_secret_signs_and_no_file_is_made(tmp_path: Path) -> None:
    assert link_secret(settings_at(tmp_path, secret=Secret("mine"))) == Secret("mine")
    assert list(tmp_path.iterdir()) == []


def test_without_one_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    """However many processes start at the same time, links made by one are read by all."""
    with ThreadPoolExecutor(8) as threads:
        found = {secret.reveal() for secret in threads.map(link_secret, [settings_at(tmp_path)] * 40)}
    (place,) = tmp_path.iterdir()
    assert found == {place.read_text()}
    assert len(found.pop()) > 40
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_server_database_needs_a_secret_of_the_admin(tmp_path: Path) -> None:
    settings = Settings(store=StoreSettings(url="postgresql://digest@host/db"), web=WebSettings())
    with pytest.raises(ConfigError, match="secret_env"):
        link_secret(settings)


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be kept at"):
        link_secret(settings_at(tmp_path / "missing"))
