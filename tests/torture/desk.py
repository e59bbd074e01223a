"""The site under torture: its readers, its digests, and templates whose messages say what they are."""

from __future__ import annotations

import contextlib
import random
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from torture.witness import Witness

__all__ = ["Desk", "DigestLine", "Reader", "chat", "mailbox"]

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
HEAD = "issue|{{ issue.digest_id }}|{{ issue.slot.label }}|{{ issue.slot.timezone.key }}|{{ issue.late }}|"
"""The first line of a message: a chat message of several begins with it too, and then says which it is: (1/2)."""
STORIES = "{% for item in issue.items %}\n§{{ item.headline }}§\n{% endfor %}"
PADDING = "so it goes " * 130
"""Two of these fit into one chat message, three do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader at an address of one of the witnesses; `choices` are more lines of TOML."""

    address: str
    digests: tuple[str, ...] = ("news",)
    choices: str = ""

    def toml(self) -> str:
        kind = "email" if "@" in self.address else "telegram"
        value = f'"{self.address}"' if kind == "email" else self.address
        names = ", ".join(f'"{name}"' for name in self.digests)
        return f"[[subscriber]]\n{kind} = {value}\ndigests = [{names}]\n{self.choices}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """A digest; `schedule` are its lines of TOML."""

    id: str = "news"
    schedule: str = 'cron = "*/10 * * * *"'

    def toml(self) -> str:
        return f'[[digest]]\nid = "{self.id}"\ntopics = ["*"]\nempty = "send"\n{self.schedule}\n'


def chat(number: int, choices: str = "", digests: tuple[str, ...] = ("news",)) -> Reader:
    return Reader(address=str(number), choices=choices, digests=digests)


def mailbox(name: str, choices: str = "", digests: tuple[str, ...] = ("news",)) -> Reader:
    return Reader(address=f"{name}@desk.example", choices=choices, digests=digests)


@dataclass(kw_only=True)
class Desk:
    """A folder with a config, templates and a store. Messages of a chat have `parts` pieces.

    `logs` is where the commands write what they say, the folder itself where it is None.
    """

    folder: Path
    readers: Sequence[Reader]
    digests: Sequence[DigestLine] = (DigestLine(),)
    site: str = ""
    more: str = ""
    parts: int = 1
    logs: Path | None = None

    @property
    def log(self) -> Path:
        return (self.logs or self.folder) / "run.log"

    @property
    def out(self) -> Path:
        return (self.logs or self.folder) / "run.out"

    @property
    def store(self) -> Path:
        return self.folder / "digest.db"

    def environment(self) -> dict[str, str]:
        return {"TORTURE_BOT": TOKEN}

    def write(self, witness: Witness) -> None:
        """Write everything that a service needs, and let the witness know the readers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write_templates()
        for reader in self.readers:
            if "@" not in reader.address and int(reader.address) not in witness.chat.world.users:
                witness.chat.user(int(reader.address))
        self.write_config(self.config(witness))

    def write_config(self, text: str) -> None:
        """Put a config in place, whole."""
        fresh = self.folder / "config.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.folder / "config.toml")

    def config(self, witness: Witness) -> str:
        lines = ["[site]", 'title = "Desk"', 'templates = "look/"', 'base_url = "https://desk.example"', self.site]
        if any("@" not in reader.address for reader in self.readers):
            lines += ["[telegram]", 'token_env = "TORTURE_BOT"', f'api_url = "{witness.chat.url}"']
        if any("@" in reader.address for reader in self.readers):
            lines += ["[email]", 'host = "127.0.0.1"', f"port = {witness.post.port}", 'security = "none"']
            lines += ['from = "Desk <desk@desk.example>"', "[web]", f'listen = "127.0.0.1:{_free_port()}"']
        lines += [self.more]
        lines += [one.toml() for one in (*self.digests, *self.readers)]
        return "\n".join(lines)

    def _write_templates(self) -> None:
        look = self.folder / "look" / "default"
        look.mkdir(parents=True, exist_ok=True)
        more = "".join(f"{{{{ cut }}}}\n{PADDING}\n" for _ in range(2 * self.parts)) if self.parts > 1 else ""
        whole = f"{HEAD}\n{STORIES}\n"
        (look / "telegram.html.j2").write_text(f"{HEAD}\n{STORIES}\n{more}", encoding="utf-8")
        (look / "email.txt.j2").write_text(whole, encoding="utf-8")
        (look / "email.html.j2").write_text(
            f"<!doctype html><html><body><p>{whole}</p></body></html>\n", encoding="utf-8"
        )
        (look / "web.html.j2").write_text(
            f"<!doctype html><html><body><p>{whole}</p></body></html>\n", encoding="utf-8"
        )
        (look / "subject.txt.j2").write_text("{{ issue.digest_id }} {{ issue.slot.label }}\n", encoding="utf-8")


def _free_port() -> int:
    """Find a port for a service that starts a hundred times: none that the kernel may give to a connection in between."""
    while True:
        port = random.randrange(20_000, 32_768)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
