"""What lies in the repository's root keeps its promises."""

import ast
import re
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "organizations", "connectors", "conversations")
PIN = re.compile(r"[a-z0-9-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*( ; .+)?")


def _lines(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_has_an_exact_version(name: str) -> None:
    assert [line for line in _lines(name) if not PIN.fullmatch(line)] == []


def test_every_direct_package_says_why_it_is_there() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        direct = (ROOT / name).read_text().split("# Brought along")[0].strip().splitlines()
        for before, line in pairwise(direct):
            assert not PIN.fullmatch(line) or before.startswith("# "), line


def test_every_package_that_the_product_imports_is_a_direct_one() -> None:
    direct = (ROOT / "requirements.txt").read_text().split("# Brought along")[0]
    named = {re.split(r"[=\[]", line)[0] for line in direct.splitlines() if PIN.fullmatch(line)}
    brings = packages_distributions()
    missing = {
        (module, distribution)
        for module in _imported_modules()
        for distribution in brings.get(module, [])
        if re.sub(r"[-_.]+", "-", distribution).lower() not in named
    }
    assert missing == set()


def _imported_modules() -> set[str]:
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return found


def test_every_variable_of_the_compose_file_is_in_the_example() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    offered = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked - offered == set()


def test_no_container_runs_as_root() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, service in services.items():
        built_from = {".": ROOT / "Dockerfile", "deploy/caddy": ROOT / "deploy/caddy/Dockerfile"}.get(
            service.get("build", "")
        )
        users = re.findall(r"^USER (\S+)", built_from.read_text(), re.MULTILINE) if built_from else []
        assert (service.get("user") or users[-1]) not in {"root", "0"}, name


def test_the_roles_are_made_or_mended_before_every_migration_by_whom_the_product_does_not_know() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    done_before = {name: service.get("depends_on", {}) for name, service in services.items()}
    assert done_before["migrate"]["roles"] == {"condition": "service_completed_successfully"}
    assert services["roles"]["command"][-1] == services["roles"]["volumes"][0].split(":")[1]
    assert (ROOT / services["roles"]["volumes"][0].split(":")[0]).is_file()
    knows = {name for name, service in services.items() if "POSTGRES_PASSWORD" in str(service)}
    assert knows == {"postgres", "roles"}


def test_only_the_migrate_step_knows_the_owner() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    knows = [name for name, service in services.items() if "DATABASE_OWNER_URL" in service.get("environment", {})]
    assert knows == ["migrate"]


def test_what_web_and_migrate_know_of_the_operators_no_worker_does() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    knows = {name for name, service in services.items() if "SWITCHBOARD_OPERATOR_PASSWORD" in str(service)}
    assert knows == {"migrate", "roles", "web"}
    logs_in = {name for name in knows if "DATABASE_OPERATOR_URL" in services[name]["environment"]}
    assert logs_in == {"migrate", "web"}


def test_the_compose_file_starts_with_no_password_left_out() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    used = set(re.findall(r"\$\{(\w+_PASSWORD)", text)) - {"EMAIL_HOST_PASSWORD"}
    assert used == set(re.findall(r"\$\{(\w+_PASSWORD):\?set it in \.env\}", text))


LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "requirements-dev.lock": ["requirements.txt", "requirements-dev.txt"],
}
# Where nobody promises that Switchboard runs (README), and the resolver still asks for a package.
ELSEWHERE = re.compile(r"sys_platform == '(win32|emscripten)'")


def _pins(lines: list[str]) -> set[tuple[str, str, str]]:
    """Name, version and marker of each line, without extras and hashes."""
    found = set()
    for line in lines:
        pin, _, marker = line.removesuffix("\\").partition(";")
        name, _, version = pin.partition("==")
        found.add((re.sub(r"\[.*\]", "", name).strip(), version.strip(), marker.strip()))
    return found


def _locked(name: str) -> dict[str, list[str]]:
    """The lines of a lock that name a package, each with its hashes."""
    locked: dict[str, list[str]] = {}
    for line in _lines(name):
        if line.startswith(" "):
            locked[next(reversed(locked))].append(line.strip(" \\").removeprefix("--hash="))
        else:
            locked[line] = []
    return locked


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_readable_files_name_and_nothing_else(lock: str) -> None:
    wanted = _pins([line for name in LOCKS[lock] for line in _lines(name)])
    locked = _pins(list(_locked(lock)))
    assert wanted - locked == set(), "run `make lock`"
    assert [pin for pin in locked - wanted if not ELSEWHERE.search(pin[2])] == [], "pin it, then run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_no_address(lock: str) -> None:
    for line, hashes in _locked(lock).items():
        assert hashes, line
        assert [one for one in hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", one)] == [], line
    assert "://" not in (ROOT / lock).read_text()


def test_both_locks_agree() -> None:
    product, dev = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert {line: dev.get(line) for line in product} == product


def test_the_image_has_the_pages_that_the_workspace_shows() -> None:
    assert "COPY docs/services docs/services" in (ROOT / "Dockerfile").read_text()
    assert "!docs/services" in (ROOT / ".dockerignore").read_text().splitlines()


def test_only_what_is_locked_is_installed() -> None:
    for name in ("Dockerfile", "config/local/install.py"):
        text = (ROOT / name).read_text()
        assert "requirements.lock" in text and "requirements.txt" not in text
        assert text.count("--require-hashes") == 1


def test_every_image_that_is_not_built_here_is_named_by_its_digest() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    images = [service["image"] for service in services.values() if "build" not in service]
    for dockerfile in (ROOT / "Dockerfile", ROOT / "deploy/caddy/Dockerfile"):
        stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?", dockerfile.read_text(), re.MULTILINE)
        images += [image for image, _ in stages if image not in {name for _, name in stages}]
    assert len(images) >= 4
    assert [image for image in images if not re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", image)] == []


def test_workers_share_the_folder_that_shows_who_lives() -> None:
    home = re.findall(r"SWITCHBOARD_HOME=(\S+)", (ROOT / "Dockerfile").read_text())[-1]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    (volume,) = compose["services"]["worker"]["volumes"]
    assert volume == f"workers:{home}/workers"
    assert "workers" in compose["volumes"]
    # Not root's, or the worker could not write there.
    made = (ROOT / "Dockerfile").read_text().partition("USER switchboard")[0]
    assert "install --directory --owner=switchboard state/workers" in made
