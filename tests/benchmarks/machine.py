"""What processes cost the machine: CPU time and memory of a tree, and what everybody else took meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

MIB = 2**20


def tree_of(root: psutil.Process) -> list[psutil.Process]:
    """The process and all its descendants that are alive."""
    return [root, *root.children(recursive=True)]


def cpu_seconds(root: psutil.Process) -> float:
    """CPU seconds of the tree so far; what ended processes took is counted with the parent that waited for them."""
    total = 0.0
    for process in tree_of(root):
        with suppress(psutil.NoSuchProcess):
            spent = process.cpu_times()
            total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


@dataclass(frozen=True)
class Memory:
    """MiB of a tree: `rss` counts shared pages in every process that maps them, `pss` counts them once."""

    rss: float
    pss: float
    processes: int


def memory_of(processes: list[psutil.Process]) -> Memory:
    """The memory of these processes now. Where the platform has no PSS, it is the RSS."""
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            info = process.memory_full_info()
            found.append((info.rss / MIB, getattr(info, "pss", info.rss) / MIB))
    return Memory(sum(rss for rss, _ in found), sum(pss for _, pss in found), len(found))


class Others:
    """The share of all processors that processes outside this one's tree took during each portion.

    Time that the hypervisor gave to other machines counts as theirs; interrupts do not, since loopback traffic of
    the bench itself makes them.
    """

    def __init__(self) -> None:
        self._self = psutil.Process()
        self._processors = psutil.cpu_count() or 1
        self.shares: list[float] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """One portion."""
        began, before = time.perf_counter(), self._taken_by_others()
        yield
        taken = self._taken_by_others() - before
        self.shares.append(max(0.0, taken / ((time.perf_counter() - began) * self._processors)))

    def _taken_by_others(self) -> float:
        whole = psutil.cpu_times()
        used = whole.user + whole.nice + whole.system + getattr(whole, "steal", 0.0)
        return float(used - cpu_seconds(self._self))


class Peak:
    """How far the resident memory of one process rises above where it is now."""

    def __init__(self, process: psutil.Process) -> None:
        self._process, self._over = process, threading.Event()
        self._before = self._highest = process.memory_info().rss
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self._highest = max(self._highest, self._process.memory_info().rss)

    def stop(self) -> float:
        """MiB above the start."""
        self._over.set()
        self._thread.join()
        return float((self._highest - self._before) / MIB)
