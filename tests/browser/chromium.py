"""Finds a Chromium for the browser tests; `python -m tests.browser.chromium` gets one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_SECONDS = 600
MISSING = (
    "The browser tests need Chromium and found none: put `chromium` on the PATH"
    " (Debian, Ubuntu: apt install chromium) or let `playwright install chromium` reach its download."
)


def find_chromium() -> Path | None:
    """A Chromium that answers: on the PATH, or the one that Playwright keeps."""
    on_path = (shutil.which(name) for name in NAMES)
    candidates = [Path(found) for found in on_path if found] + [_playwrights_own()]
    return next((path for path in candidates if _answers(path)), None)


def get_chromium() -> Path:
    """The same, installed when there is none. Raises SystemExit with what a person can do."""
    found = find_chromium()
    for install in (_with_playwright, _with_apt):
        if found is None:
            install()
            found = find_chromium()
    if found is None:
        raise SystemExit(MISSING)
    return found


def _playwrights_own() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _answers(path: Path) -> bool:
    # A snap stub or missing libraries: the file is there and does not run.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _with_playwright() -> None:
    _say("Installing Chromium with Playwright")
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _with_apt() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    _say("Installing Chromium with apt")
    _try(["apt-get", "update", "-qq"])
    _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])


def _try(command: list[str]) -> None:
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        _say(f"{command[0]} took longer than {INSTALL_SECONDS} s")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _say(f"Browser: {get_chromium()}")
