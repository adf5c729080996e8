"""Run all contestants and print the ratios; the last line is one JSON object (targets in facts/platform.md)."""

import argparse
import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.builds import ROOT, Build, checked_out, started
from tests.benchmarks.contest import CONCURRENT, PORTION, ROUNDS, TURNS, Contest, Contestant, speed_of
from tests.benchmarks.dropping import BEFORE_SECONDS, seconds_after_a_drop
from tests.benchmarks.floor import Floor
from tests.benchmarks.machine import Others, Peak, memory_of, tree_of
from tests.benchmarks.measures import ratios, verdict
from tests.benchmarks.peer_processes import Peers, started_peers
from tests.benchmarks.product import Product
from tests.benchmarks.stage import Stage

THIS, BASE = "product", "base"
Figures = dict[str, float]


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
    for build in builds:
        tree = memory_of(tree_of(build.root))
        grown = max(peaks[build.name].stop(), 0.0) / CONCURRENT
        found[build.name] |= {"mib_per_turn": grown, "tree_mib": tree.pss, "tree_rss_mib": tree.rss}
    return found


def _against_the_floor(floor: Figures, ours: Figures) -> Figures:
    times = ratios(ours, floor)
    return {
        "first_text_x": times["first_text"],
        "per_round_x": times["per_round"],
        "five_rounds_x": times["five_rounds"],
        "concurrent_32_turns_ratio": round(floor["concurrent_32"] / ours["concurrent_32"], 3),
        "concurrent_32_p95_x": times["concurrent_32_p95"],
        "mib_per_turn": round(ours["mib_per_turn"], 3),
        "cpu_per_turn_x": times["cpu_per_turn"],
        "tree_mib": round(ours["tree_mib"]),
        "tree_rss_mib": round(ours["tree_rss_mib"]),
    }


def _print_table(found: dict[str, Figures]) -> None:
    names = list(found)
    print(f"{'':24}" + "".join(f"{name:>16}" for name in names))
    for row in found[THIS]:
        unit, scale = ("MiB", 1) if "mib" in row else ("ms", 1000)
        cells = (f"{found[name][row] * scale:12.2f} {unit:3}" if row in found[name] else "" for name in names)
        print(f"{row:24}" + "".join(f"{cell:>16}" for cell in cells))


def _after_a_drop(build: Build, stage: Stage) -> Figures:
    seconds = seconds_after_a_drop(build.database_url, f"{stage.base}/conversations", stage.headers)
    print(f"{'after a drop':24} before {BEFORE_SECONDS * 1000:6.0f} ms   product {seconds * 1000:8.1f} ms")
    return {"after_drop_x": round(seconds / BEFORE_SECONDS, 4)}


def _product(build: Build, peers: Peers) -> Product:
    stage = Stage(build.origin)
    product = Product(build.name, stage, build.root, stage.connect("Bench", peers.tools_url))
    product.prepare(TURNS)
    return product


def _measured(stack: ExitStack, folder: Path, base: str | None) -> dict[str, Any]:
    others = Others()
    peers = stack.enter_context(started_peers())
    roots = {THIS: ROOT}
    if base:
        roots[BASE] = stack.enter_context(checked_out(base, folder / "tree"))
    builds = [stack.enter_context(started(name, root, folder / name, peers.settings)) for name, root in roots.items()]
    products = [_product(build, peers) for build in builds]
    found = _raced([Floor(peers.model_url, peers.tools_url), *products], builds, others)
    _print_table(found)
    figures: dict[str, Any] = _against_the_floor(found["floor"], found[THIS])
    figures |= _after_a_drop(builds[0], products[0].stage)
    if base:
        figures["against_base"] = ratios(found[THIS], found[BASE])
    said = verdict(others.shares)
    print(said.sentence, file=sys.stderr, flush=True)
    return figures | {"busy": said.busy}


def main() -> None:
    """On servers of its own, with durable commits: what the product waits for is part of the measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--base", metavar="COMMIT", help="another build, which runs by turns with this one")
    asked = parser.parse_args()
    # A stop is an exit, so that servers, folders and the other build's tree are cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="switchboard-bench-")))
        figures = _measured(stack, folder, asked.base)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
