"""The whole campaign, two modules at a time. Ends with 1 where a mutant survives that nobody has explained."""

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.campaign import MARK
from tests.mutants.changes import ROOT
from tests.mutants.mutants import Mutant, mutants_of
from tests.mutants.targets import TARGETS

EXPLAINED = Path(__file__).with_name("equivalent.toml")


@dataclass
class Result:
    """Of one module, or of all."""

    killed: int = 0
    survived: list[str] = field(default_factory=list)
    equivalent: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Result") -> None:
        """The sum."""
        self.killed += other.killed
        self.survived += other.survived
        self.equivalent += other.equivalent
        self.broken += other.broken

    @property
    def line(self) -> str:
        """The figure: equivalent mutants are not among those that can be killed."""
        return f"mutants: killed {self.killed}/{self.killed + len(self.survived)} ({self.equivalent} equivalent)"


def explained() -> dict[str, set[str]]:
    """By module, the mutants that change nothing that a test could see, as equivalent.toml says with reasons."""
    found: dict[str, set[str]] = {}
    for entry in tomllib.loads(EXPLAINED.read_text()).get("equivalent", []):
        if not entry["reason"].strip():
            raise ValueError(f"no reason: {entry['mutant']}")
        found.setdefault(entry["module"], set()).add(entry["mutant"])
    return found


def run(path: str, workers: "SimpleQueue[str]", skipped: set[str]) -> Result:
    """One module in a process of its own, with a database of its own."""
    target, worker, start = TARGETS[path], workers.get(), time.monotonic()
    mutants = mutants_of(path, target.names)
    unknown = skipped - {mutant.key for mutant in mutants}
    result = Result(equivalent=len(skipped) - len(unknown))
    result.broken += [f"{path}: explained, but there is no such mutant: {key}" for key in sorted(unknown)]
    arguments = [path, *map(json.dumps, (target.tests, sorted(skipped), target.names))]
    command = [sys.executable, "-m", "tests.mutants.campaign", *arguments]
    environment = {**os.environ, "PYTEST_XDIST_WORKER": worker, "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output = []
    for line in process.stdout or ():
        if line.startswith(MARK):
            _count(result, mutants, *json.loads(line.removeprefix(MARK)))
        else:
            output.append(line)
    said = result.killed + len(result.survived) + result.equivalent
    if process.wait() or said != len(mutants):
        result.broken.append(f"{path}: the run did not end well\n{''.join(output[-40:])}")
    print(f"{path}: {result.line} in {time.monotonic() - start:.0f} s", flush=True)
    workers.put(worker)
    return result


def _count(result: Result, mutants: list[Mutant], number: int, verdict: str, by: str) -> None:
    if verdict != "survived":
        result.killed += 1
        return
    mutant = mutants[number]
    result.survived.append(f"survived {mutant.path}:{mutant.lines.start} {mutant.key}  ({by})")
    print(result.survived[-1], flush=True)


def main() -> int:
    """Run what the command line names, else everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--module", action="append", choices=TARGETS, help="only this one (may be repeated)")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    skipped, start, total = explained(), time.monotonic(), Result()
    workers: SimpleQueue[str] = SimpleQueue()
    for number in range(given.jobs):
        workers.put(f"gw{number}")
    with ThreadPoolExecutor(given.jobs) as pool:
        for result in pool.map(lambda path: run(path, workers, skipped.get(path, set())), given.module or TARGETS):
            total.add(result)
    for each in (*total.survived, *total.broken):
        print(each)
    print(f"{time.monotonic() - start:.0f} s")
    print(total.line)
    return 1 if total.survived or total.broken else 0


if __name__ == "__main__":
    sys.exit(main())
