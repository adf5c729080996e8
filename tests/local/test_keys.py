"""The secrets of an embedded run: made once, kept private."""

import base64
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from config.local.keys import KEYS_FILE, KeysDamaged, load_keys


def test_the_first_start_makes_the_keys_and_later_ones_read_them(home: Path) -> None:
    assert load_keys(home) == load_keys(home)


def test_two_homes_have_different_keys(home: Path) -> None:
    (home / "other").mkdir()
    assert load_keys(home) != load_keys(home / "other")


def test_only_the_owner_reads_the_key_file(home: Path) -> None:
    load_keys(home)
    assert (home / KEYS_FILE).stat().st_mode & 0o777 == 0o600


def test_the_sealing_key_is_32_bytes_with_an_id(home: Path) -> None:
    key_id, _, material = load_keys(home).sealing_keys.partition(":")
    assert key_id == "k1"
    assert len(base64.b64decode(material)) == 32


def test_the_keys_of_an_earlier_version_are_completed_and_kept(home: Path) -> None:
    path = home / KEYS_FILE
    earlier = asdict(load_keys(home))
    del earlier["operator_password"]
    path.write_text(json.dumps(earlier))
    keys = load_keys(home)
    assert load_keys(home) == keys
    assert {**earlier, "operator_password": keys.operator_password} == asdict(keys)
    assert len(keys.operator_password) >= 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_file_is_refused_and_not_replaced(home: Path) -> None:
    (home / KEYS_FILE).write_text("{")
    with pytest.raises(KeysDamaged, match="damaged"):
        load_keys(home)
    assert (home / KEYS_FILE).read_text() == "{"


def test_keys_do_not_show_in_a_traceback(home: Path) -> None:
    keys = load_keys(home)
    assert keys.secret_key not in repr(keys)
