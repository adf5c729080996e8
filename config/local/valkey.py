"""Embedded Valkey: the queue, the live streams and the cache. Nothing in it must survive."""

import os
import socket

from config.local.account import Account
from config.local.binaries import Binaries
from config.local.folders import Folders
from config.local.program import Program

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
    "maxmemory": "256mb",
    # Streams and cache entries expire and may go first; the queue's keys do not expire and stay.
    "maxmemory-policy": "volatile-ttl",
}


def valkey_program(folders: Folders, binaries: Binaries, account: Account) -> Program:
    """How the keeper runs the server: one Unix socket, no TCP port, nothing on disk."""
    settings = {**SETTINGS, "unixsocket": str(folders.valkey_socket), "dir": str(folders.data)}
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Program(
        name="valkey",
        command=[str(binaries.valkey_server), *options],
        environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        folder=folders.data,
        account=account,
    )


def valkey_answers(folders: Folders) -> bool:
    """Whether the server takes commands now."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(folders.valkey_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def valkey_url(folders: Folders) -> str:
    """The address, in redis-py's spelling."""
    return f"unix://{folders.valkey_socket}?db=0"
