"""The secrets of an embedded run: made once, on the first start, in one file that only its owner reads."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

KEYS_FILE = "keys.json"


class KeysDamaged(ValueError):
    """The keys are gone while what they open is still there; the message says what to do."""


@dataclass(frozen=True, repr=False)
class Keys:
    """What an embedded run keeps secret. Its repr shows nothing."""

    secret_key: str
    sealing_keys: str
    """`id:base64` pairs separated by commas; the first seals, all open."""
    superuser_password: str
    owner_password: str
    app_password: str
    operator_password: str

    def environment(self) -> dict[str, str]:
        """The keys that the product itself reads."""
        return {"SECRET_KEY": self.secret_key, "SWITCHBOARD_SEALING_KEYS": self.sealing_keys}


def load_keys(home: Path) -> Keys:
    """The keys of this home, made on the first call. Raises KeysDamaged when the file cannot be read."""
    path = home / KEYS_FILE
    if not has_keys(home):
        _write(path, _new_keys())
    try:
        stored = json.loads(path.read_text())
        keys = Keys(**{"operator_password": _password(), **stored})
    except (ValueError, TypeError) as error:
        raise KeysDamaged(f"{path} is damaged; restore it: without it sealed credentials cannot be opened") from error
    if "operator_password" not in stored:
        _write(path, keys)  # a home from before the operators had a login
    return keys


def has_keys(home: Path) -> bool:
    """Whether this home was started before."""
    return (home / KEYS_FILE).exists()


def _new_keys() -> Keys:
    return Keys(
        secret_key=secrets.token_urlsafe(48),
        sealing_keys="k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        superuser_password=_password(),
        owner_password=_password(),
        app_password=_password(),
        operator_password=_password(),
    )


def _password() -> str:
    return secrets.token_hex(24)


def _write(path: Path, keys: Keys) -> None:
    # Renamed into place, so that a start that is killed here leaves no half a file.
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(keys), file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
