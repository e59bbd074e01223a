"""Draw the pictures of the README from the demo: the mail (light, dark, on a phone), the chat, right to left.

Run by `make pictures`. Needs Chromium, and fonts for Hebrew and Arabic (Debian: chromium, fonts-noto-core).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECOND_MORNING = "2026-06-16T07-30"
FIRST_MORNING = "2026-06-15T07-30"
# One frame of the wanted width: a headless window is never narrower than 500 pixels.
FRAME = '<body style="margin:0"><iframe src="{page}" style="border:0;width:{width}px;height:{height}px"></iframe>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: a page of the demo, drawn in a window of that size."""

    name: str
    page: str
    width: int = 500
    height: int = 900
    dark: bool = False


PICTURES = (
    Picture(name="mail-light", page=f"english/morning/{FIRST_MORNING}/mail.html"),
    Picture(name="mail-dark", page=f"english/morning/{SECOND_MORNING}/mail.html", dark=True),
    Picture(name="chat", page=f"english/morning/{SECOND_MORNING}/chat.html"),
    Picture(name="mail-hebrew", page=f"hebrew/morning/{FIRST_MORNING}/mail.html"),
    Picture(name="mail-phone", page=f"english/morning/{FIRST_MORNING}/mail.html", width=320, height=700),
)


def main() -> None:
    """Play the demo in a temporary folder and draw every picture of it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("the pictures need Chromium (Debian: apt-get install chromium fonts-noto-core)")
    (HERE / "pictures").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        subprocess.run([sys.executable, "-m", "digest", "demo", "--out", str(demo)], check=True, capture_output=True)
        for picture in PICTURES:
            draw(chromium, picture, demo / "out", Path(folder))
            print(f"docs/pictures/{picture.name}.png")


def draw(chromium: str, picture: Picture, pages: Path, scratch: Path) -> None:
    """Take one screenshot, without a profile, a sandbox or a network."""
    page = (pages / picture.page).resolve()
    frame = scratch / "frame.html"
    frame.write_text(FRAME.format(page=page.as_uri(), width=picture.width, height=picture.height), encoding="utf-8")
    shown = frame if picture.width < 500 else page
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            f"--user-data-dir={scratch / 'profile'}",
            f"--window-size={picture.width},{picture.height}",
            f"--screenshot={HERE / 'pictures' / picture.name}.png",
            *(["--blink-settings=preferredColorScheme=0"] if picture.dark else []),
            shown.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


if __name__ == "__main__":
    main()
