"""Run both contestants and print the ratios; the last line is one JSON object."""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import psutil

from config.local.folders import make_folders, server_account
from config.local.services import EmbeddedServices
from tests.benchmarks import floor
from tests.benchmarks.dropping import BEFORE_SECONDS
from tests.benchmarks.measures import Times, median_first, median_total, p95_total
from tests.benchmarks.product import ProductClient

PORTIONS, PORTION = 8, 6
CONCURRENT, REPEATS = 32, 5
CONVERSATIONS = 2 * PORTIONS * PORTION + (REPEATS + 1) * CONCURRENT + PORTION
ROOT = Path(__file__).resolve().parents[2]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _started(stack: ExitStack, *command: str) -> subprocess.Popen[bytes]:
    logs = Path(os.environ["BENCH_LOGS"])
    log = logs / f"{len(list(logs.iterdir()))}.log"
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=log.open("wb"), stderr=subprocess.STDOUT)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
    return process


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx2.get(url, timeout=2).status_code < 500:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{url} did not answer; see {os.environ['BENCH_LOGS']}")


class Memory:
    """The worker's resident memory: before, and the peak while turns run (MiB)."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self._over = process, threading.Event()
        self.before = self.peak = self._now()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _now(self) -> float:
        return float(self._process.memory_info().rss / 2**20)

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.peak = max(self.peak, self._now())

    def stop(self) -> float:
        """MiB above the start."""
        self._over.set()
        return self.peak - self.before


class Contest:
    """Both contestants by turns, in small portions: a machine that changes its speed changes it for both."""

    def __init__(self, product: ProductClient, model_url: str, tools_url: str) -> None:
        self._product, self._model_url, self._tools_url = product, model_url, tools_url

    def in_turn(self, prompt: str) -> tuple[list[Times], list[Times]]:
        """One turn after the other; the times of floor and product."""
        base: list[Times] = []
        ours: list[Times] = []
        for _ in range(PORTIONS):
            base += self._floor([prompt] * PORTION, at_once=False)[0]
            ours += self._ours([prompt] * PORTION, at_once=False)[0]
        return base, ours

    def at_once(self, prompt: str) -> tuple[list[Times], list[Times], float, float]:
        """Many at the same time, a few times over; all times, and the median seconds until all were done."""
        base: list[tuple[list[Times], float]] = []
        ours: list[tuple[list[Times], float]] = []
        for _ in range(REPEATS):
            base.append(self._floor([prompt] * CONCURRENT, at_once=True))
            ours.append(self._ours([prompt] * CONCURRENT, at_once=True))
        times = [[time for run, _ in runs for time in run] for runs in (base, ours)]
        seconds = [statistics.median(all_done for _, all_done in runs) for runs in (base, ours)]
        return times[0], times[1], seconds[0], seconds[1]

    def warm_up(self, prompt: str, count: int) -> None:
        """Connections, plans and caches as in a process that has worked before."""
        self._ours([prompt] * count, at_once=count == CONCURRENT)

    def _floor(self, prompts: list[str], *, at_once: bool) -> tuple[list[Times], float]:
        return asyncio.run(floor.run(self._model_url, self._tools_url, prompts, at_once=at_once))

    def _ours(self, prompts: list[str], *, at_once: bool) -> tuple[list[Times], float]:
        return asyncio.run(self._product.run(prompts, at_once=at_once))


def _compare(contest: Contest, worker: psutil.Process) -> dict[str, float]:
    contest.warm_up("rounds=1 delay=0", PORTION)
    base0, ours0 = contest.in_turn("rounds=0 delay=0")
    base5, ours5 = contest.in_turn("rounds=5 delay=0")
    contest.warm_up("rounds=1 delay=1", CONCURRENT)
    memory = Memory(worker)
    many, ours_many, base_seconds, our_seconds = contest.at_once("rounds=1 delay=1")
    mib = memory.stop() / CONCURRENT
    per_round = (median_total(base5) - median_total(base0), median_total(ours5) - median_total(ours0))
    rows = {
        "first text, no tool": (median_first(base0), median_first(ours0)),
        "per tool round": (per_round[0] / 5, per_round[1] / 5),
        "whole turn, 5 rounds": (median_total(base5), median_total(ours5)),
        "32 turns, p95": (p95_total(many), p95_total(ours_many)),
        "32 turns, all": (base_seconds, our_seconds),
    }
    for name, (base, ours) in rows.items():
        print(f"{name:24} floor {base * 1000:8.1f} ms   product {ours * 1000:8.1f} ms   {ours / base:5.2f}x")
    return {
        "first_text_x": round(median_first(ours0) / median_first(base0), 2),
        "per_round_x": round(per_round[1] / per_round[0], 2),
        "five_rounds_x": round(median_total(ours5) / median_total(base5), 2),
        "concurrent_32_turns_ratio": round(base_seconds / our_seconds, 3),
        "concurrent_32_p95_x": round(p95_total(ours_many) / p95_total(many), 2),
        "mib_per_turn": round(max(mib, 0.0), 3),
    }


def _after_a_drop(product: ProductClient) -> dict[str, float]:
    seconds = product.after_a_drop()
    print(f"{'after a drop':24} before {BEFORE_SECONDS * 1000:6.0f} ms   product {seconds * 1000:8.1f} ms")
    return {"after_drop_x": round(seconds / BEFORE_SECONDS, 4)}


def main() -> None:
    """On servers of its own, with durable commits: what the product waits for is part of the measure."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        services = EmbeddedServices(folder / "home")
        # Only once the servers have their keys: the folders exist by then.
        stack.callback(lambda: make_folders(folder / "home", server_account()).remove())
        stack.callback(services.stop)
        os.environ.update(services.start())
        (folder / "logs").mkdir()
        os.environ["BENCH_LOGS"] = str(folder / "logs")
        model, tools, web = _free_port(), _free_port(), _free_port()
        model_url, tools_url = f"http://127.0.0.1:{model}", f"http://127.0.0.1:{tools}/mcp"
        os.environ.update(
            DJANGO_SETTINGS_MODULE="config.settings.local",
            SWITCHBOARD_DEMO_MODEL_URL=model_url,
            SWITCHBOARD_EGRESS_ALLOW=f"127.0.0.1:{tools}",
            PUBLIC_URL=f"http://localhost:{web}",
            SANDBOX_URL="http://sandbox.invalid",
        )
        for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"):
            os.environ.pop(name, None)
        owner = {**os.environ, "SWITCHBOARD_DATABASE_ROLE": "owner"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, check=True, env=owner)
        _started(stack, "-m", "tests.benchmarks.peers", "model", str(model))
        _started(stack, "-m", "tests.benchmarks.peers", "tools", str(tools))
        _wait_for(f"{model_url}/nothing")
        _wait_for(f"http://127.0.0.1:{tools}/nothing")
        from tests.benchmarks import stage

        ids = stage.build(tools_url, CONVERSATIONS)
        _started(stack, "-m", "uvicorn", "config.asgi:application", "--port", str(web), "--log-level", "warning")
        worker = _started(
            stack, "-m", "celery", "-A", "config", "worker", "-P", "threads", "-c", "64", "--loglevel", "warning"
        )
        _wait_for(f"http://localhost:{web}/healthz")
        product = ProductClient(f"http://localhost:{web}", stage.TOKEN, ids)
        ratios = _compare(Contest(product, model_url, tools_url), psutil.Process(worker.pid))
        ratios |= _after_a_drop(product)
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()
