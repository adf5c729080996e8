"""Makes the virtual environment and installs the pinned packages, unless they are there already.

Run by any Python as `python3 -I config/local/install.py [--dev]`; it needs nothing but the standard library.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
VENV = REPOSITORY / ".venv"
# Made by `make lock` from the .txt files beside them: every file that may be installed, by its SHA-256.
LOCKS = ["requirements.lock", "requirements-dev.lock"]
OLDEST, NEWEST = (3, 11), (3, 14)


def install(*, dev: bool) -> None:
    """Make `.venv` hold what requirements.lock (with `dev`, requirements-dev.lock, which has all of it too) names."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SystemExit("Switchboard needs CPython 3.11 to 3.14.")
    wanted = LOCKS if dev else LOCKS[:1]
    made = _python().exists() and (VENV / "bin" / "pip").exists()
    if made and _is_installed(wanted[-1]):
        return
    if not made:
        _make_venv()
    print(f"Installing the packages of {wanted[-1]} into .venv", flush=True)
    _pip_install(wanted[-1])
    for name in wanted:
        _stamp(name).write_text(_digest(name))


def _is_installed(name: str) -> bool:
    return _stamp(name).is_file() and _stamp(name).read_text() == _digest(name)


def _stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def _make_venv() -> None:
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        raise SystemExit("Python's venv module does not work here; on Debian and Ubuntu install python3-venv.")


def _pip_install(lock: str) -> None:
    pip = [str(_python()), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    done = subprocess.run(
        [*pip, "--require-hashes", "--requirement", str(REPOSITORY / lock)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"The packages could not be installed:\n{done.stderr[-4000:]}")


def _python() -> Path:
    return VENV / "bin" / "python"


def _digest(name: str) -> str:
    return hashlib.sha256(sys.version.encode() + (REPOSITORY / name).read_bytes()).hexdigest()


if __name__ == "__main__":
    install(dev="--dev" in sys.argv[1:])
