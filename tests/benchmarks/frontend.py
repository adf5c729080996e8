"""Measure the workspace in Chromium at a quarter of the processor's speed; the last line is one JSON object.

`python -m tests.benchmarks.frontend [FOLDER] [--kinds]`: with the folder of another checkout, both by turns; with
`--kinds`, an answer of each kind of block too. What is counted is the time that the page's main thread had the
processor, so that a busy machine does not count as slow code.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import django
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
django.setup()

from config.local.run import REPOSITORY  # noqa: E402
from tests.benchmarks.answers import KINDS  # noqa: E402
from tests.benchmarks.long_chat import LAST_WORDS, MESSAGES, MIXED, answer_pieces, make_long_chat  # noqa: E402
from tests.browser.chromium import get_chromium  # noqa: E402
from tests.browser.conftest import ARGUMENTS  # noqa: E402
from tests.browser.person import Person  # noqa: E402
from tests.browser.product import Product  # noqa: E402
from tests.fakes.messages_api import MessagesApi, Raw, messages_api  # noqa: E402

SLOWER = 4
OPENINGS = 3
# 125 tokens a second, as a fast model writes.
PACE_SECONDS = 0.008
STREAM_SECONDS = 180
TASKS = "ThreadControllerImpl::RunTask"
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline"]
LONG_MILLISECONDS = 100


@dataclass
class Contestant:
    """One build of the product, with a person in front of it."""

    person: Person
    model: MessagesApi
    chat: str
    opened: list[float] = field(default_factory=list)
    requests: int = 0

    def open(self) -> None:
        """Load the long chat until all is quiet; the seconds of scripting."""
        page = self.person.context.new_page()
        devtools = _slowed(page.context.new_cdp_session(page))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/o/acme/c/{self.chat}")
        expect(page.get_by_text(LAST_WORDS)).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)
        self.opened.append(_script_seconds(devtools))
        self.requests = sum("/messages" in url for url in asked)
        page.close()

    def stream(self, browser: Browser, text: str = MIXED) -> tuple[list[float], float]:
        """Let the model answer in 2,000 tokens: the longest tasks first (ms), and the seconds of scripting."""
        self.model.says(Raw(*answer_pieces(text), pace=PACE_SECONDS))
        page = self.person.context.new_page()
        devtools = page.context.new_cdp_session(page)
        page.goto(f"/o/acme/c/{self.chat}")
        expect(page.get_by_text(LAST_WORDS).first).to_be_visible()
        page.get_by_role("textbox", name="Message").fill("Please write it all down.")
        page.wait_for_timeout(1500)
        _slowed(devtools)
        before = _script_seconds(devtools)
        browser.start_tracing(page=page, categories=CATEGORIES)
        page.keyboard.press("Enter")
        _wait_until_written(page)
        tasks = _main_thread_tasks(browser.stop_tracing())
        seconds = _script_seconds(devtools) - before
        expect(page.get_by_text("These are the last words of the stream.").last).to_be_visible()
        page.close()
        return tasks, seconds


def _wait_until_written(page: Page) -> None:
    """Until the log rests; one attribute a look, because `expect` walks through all of the page, on its main thread."""
    for busy in ("true", "false"):
        until = time.monotonic() + STREAM_SECONDS
        while page.evaluate("document.querySelector('[role=log]').ariaBusy") != busy:
            if time.monotonic() > until:
                raise AssertionError(f"the log does not become aria-busy={busy}")
            page.wait_for_timeout(200)
    page.wait_for_timeout(1500)


def _slowed(devtools: CDPSession) -> CDPSession:
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools


def _script_seconds(devtools: CDPSession) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))


def _main_thread_tasks(trace: bytes) -> list[float]:
    events = json.loads(trace)["traceEvents"]
    main = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    tasks = (one for one in events if one["name"] == TASKS and (one["pid"], one["tid"]) in main)
    return sorted((one["tdur"] / 1000 for one in tasks if "tdur" in one), reverse=True)


def _contestant(stack: ExitStack, browser: Browser, tree: Path) -> Contestant:
    model = stack.enter_context(messages_api())
    product = Product({"ANTHROPIC_BASE_URL": model.url, "ANTHROPIC_API_KEY": "of-the-bench"}, tree)
    stack.callback(product.discard)
    product.start()
    stack.callback(product.stop)
    chat = make_long_chat(product)
    person = Person.arrives(browser, product.url, "mia@acme.example").sign_in().is_in()
    return Contestant(person, model, chat)


def _rows(contestants: dict[str, Contestant], browser: Browser) -> Iterator[tuple[str, object]]:
    for name, one in contestants.items():
        yield f"{name}_open_script_ms", round(statistics.median(one.opened) * 1000)
        yield f"{name}_open_requests", one.requests
    for name, one in contestants.items():
        tasks, seconds = one.stream(browser)
        yield f"{name}_stream_script_ms", round(seconds * 1000)
        yield f"{name}_longest_task_ms", round(tasks[0])
        yield f"{name}_tasks_over_100_ms", sum(each > LONG_MILLISECONDS for each in tasks)


def _rows_of_kinds(one: Contestant, browser: Browser) -> Iterator[tuple[str, object]]:
    for kind, text in KINDS.items():
        tasks, seconds = one.stream(browser, text)
        yield f"{kind}_stream_script_ms", round(seconds * 1000)
        yield f"{kind}_longest_task_ms", round(tasks[0])
        yield f"{kind}_tasks_over_100_ms", sum(each > LONG_MILLISECONDS for each in tasks)


def main() -> None:
    """This checkout, and another one where its folder is given."""
    folders = [each for each in sys.argv[1:] if each != "--kinds"]
    trees = {"ours": REPOSITORY} | ({"base": Path(folders[0]).resolve()} if folders else {})
    chromium = get_chromium()
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        stack.callback(browser.close)
        expect.set_options(timeout=60_000)
        contestants = {name: _contestant(stack, browser, tree) for name, tree in trees.items()}
        print(f"{MESSAGES} messages, processor {SLOWER} times slower, {OPENINGS} openings each", flush=True)
        for _ in range(OPENINGS + 1):
            for one in contestants.values():
                one.open()
        for one in contestants.values():
            one.opened.pop(0)  # fills the browser's caches
        figures = dict(_rows(contestants, browser))
        if "--kinds" in sys.argv:
            figures |= _rows_of_kinds(contestants["ours"], browser)
        if "base" in contestants:
            ours, base = (statistics.median(contestants[name].opened) for name in ("ours", "base"))
            figures["open_x"] = round(ours / base, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
