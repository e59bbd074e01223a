"""The service with a bot: it answers, publishes on demand and delivers, and ends when it is told."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from engines.bot_api import BotApi

from digest.app.service import run_service
from digest.model import Settings

CONFIG = """
[store]
url = "sqlite:///digest.db"
[telegram]
token_env = "BOT"
api_url = "{url}"
[[digest]]
id = "morning"
"""


async def test_the_service_runs_the_bot_beside_the_outbox(site: Settings, api: BotApi) -> None:
    """It says so, answers, and stops."""
    stop, said = asyncio.Event(), []
    service = asyncio.create_task(run_service(site, stop, said.append))
    await api.types(api.world.users[5], "/sub morning")
    await api.until(lambda: len(api.world.sent) == 1)
    stop.set()
    await service
    assert api.world.sent[0].text == "You get Morning <digest> now."
    assert any("bot @levant_bot" in line for line in said)


async def check_online(folder: Path, api: BotApi, token: str) -> subprocess.CompletedProcess[str]:
    (folder / "config.toml").write_text(CONFIG.format(url=api.url), encoding="utf-8")
    command = [sys.executable, "-m", "digest", "check", "--online"]
    environ = {**os.environ, "BOT": token}
    return await asyncio.to_thread(
        subprocess.run, command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


async def test_check_online_names_the_bot_and_a_wrong_token(api: BotApi, tmp_path: Path) -> None:
    """In one line each, without the token."""
    good = await check_online(tmp_path, api, api.token)
    assert "bot @levant_bot answers" in good.stdout + good.stderr
    wrong = await check_online(tmp_path, api, "1:wrong_secret")
    assert wrong.returncode == 1
    assert "telegram.token_env" in wrong.stdout + wrong.stderr
    assert "wrong_secret" not in wrong.stdout + wrong.stderr
