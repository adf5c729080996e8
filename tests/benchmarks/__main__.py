"""Run all contestants and print the ratios; the last line is one JSON object."""

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from config.local import frontend
from tests.benchmarks import builtin
from tests.benchmarks.builds import ROOT, Build, checked_out, started
from tests.benchmarks.contest import CONCURRENT, PORTION, ROUNDS, TURNS, Contest, Contestant, speed_of
from tests.benchmarks.dropping import after_a_drop
from tests.benchmarks.floor import Floor
from tests.benchmarks.growth import Figures, history, tool_calls, tools
from tests.benchmarks.idle import idle_streams
from tests.benchmarks.machine import Others, Peak, memory_of, tree_of
from tests.benchmarks.measures import last_line, table, verdict
from tests.benchmarks.new_chats import new_conversation
from tests.benchmarks.peer_processes import Peers, started_peers
from tests.benchmarks.product import Product
from tests.benchmarks.stage import Stage

THIS, BASE = "product", "base"
# What stays of a burst of turns, and not its height.
SETTLE_SECONDS = 20.0


def _raced(contestants: list[Contestant], builds: list[Build], others: Others) -> dict[str, Figures]:
    """The figures of each contestant, by its name."""
    contest = Contest(contestants, others)
    contest.warm_up("rounds=1 delay=0", PORTION, at_once=False)
    text = contest.one_by_one("rounds=0 delay=0")
    rounds = contest.one_by_one(f"rounds={ROUNDS} delay=0")
    contest.warm_up("rounds=1 delay=1", CONCURRENT, at_once=True)
    peaks = {build.name: Peak(build.worker) for build in builds}
    many = contest.at_once("rounds=1 delay=1")
    found = {one.name: speed_of(text[one.name], rounds[one.name], many[one.name]) for one in contestants}
    grown = {build.name: max(peaks[build.name].stop(), 0.0) / CONCURRENT for build in builds}
    time.sleep(SETTLE_SECONDS)
    for build in builds:
        tree = memory_of(tree_of(build.root))
        found[build.name] |= {"mib_per_turn": grown[build.name], "tree_mib": tree.pss, "tree_rss_mib": tree.rss}
    return found


@contextmanager
def _timed(step: str) -> Iterator[None]:
    """Says how long a step took, so that a person sees what goes on."""
    began = time.monotonic()
    yield
    print(f"{step}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _product(build: Build, peers: Peers) -> Product:
    stage = Stage(build.origin, build.superuser_url)
    product = Product(build.name, stage, build.root, stage.connect("Bench", peers.tools_url))
    product.prepare(TURNS)
    return product


def _grown(product: Product, build: Build, peers: Peers, others: Others) -> Figures:
    """The figures of one build beside itself."""
    few = product.stage.connect("Ten tools", peers.ten_url)
    asking = product.stage.connect("Asking", peers.asking_url, level="ask")
    conversations = f"{product.stage.base}/conversations"
    measures: dict[str, Callable[[], Figures]] = {
        "history": lambda: history(product, build, others),
        "new conversations": lambda: new_conversation(product, others, product.server, few),
        "idle streams": lambda: idle_streams(product, build, others, asking),
        "many tools": lambda: tools(product, build, others, many_url=peers.many_url, few=few),
        "after a drop": lambda: after_a_drop(build.database_url, conversations, product.stage.headers),
        "many tool calls": lambda: tool_calls(product, build, others),  # the last: it deletes calls
    }
    figures: Figures = {}
    for name, measure in measures.items():
        with _timed(f"{build.name}: {name}"):
            figures |= measure()
    return figures


def _measured(stack: ExitStack, folder: Path, base: str | None, *, turns_only: bool) -> dict[str, Any]:
    others = Others()
    peers = stack.enter_context(started_peers())
    roots = {THIS: ROOT}
    frontend.build()  # or the builds would do it meanwhile
    if base:
        roots[BASE] = stack.enter_context(checked_out(base, folder / "tree"))
    with _timed("start"):
        builds = [
            stack.enter_context(started(name, root, folder / name, peers.settings)) for name, root in roots.items()
        ]
    with _timed("stage"):
        products = [_product(build, peers) for build in builds]
    with _timed("turns"):
        found = _raced([Floor(peers.model_url, peers.tools_url), *products], builds, others)
    for product, build in [] if turns_only else zip(products, builds, strict=True):
        found[build.name] |= _grown(product, build, peers, others)
    if not turns_only:
        with _timed("built-in servers"):
            found[THIS] |= builtin.figures(folder, others)
    print(table(found), flush=True)
    said = verdict(others.shares)
    print(said.sentence, file=sys.stderr, flush=True)
    return last_line(found["floor"], found[THIS], found.get(BASE)) | {"busy": said.busy}


def main() -> None:
    """On servers of its own, with durable commits: what the product waits for is part of the measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--base", metavar="COMMIT", help="another build, which runs by turns with this one")
    parser.add_argument("--turns-only", action="store_true", help="leave out what is measured beside itself")
    asked = parser.parse_args()
    # A stop is an exit, so that servers, folders and the other build's tree are cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="switchboard-bench-")))
        figures = _measured(stack, folder, asked.base, turns_only=asked.turns_only)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
