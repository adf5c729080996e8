"""The process that keeps the embedded servers alive exactly as long as somebody uses them.

Users hold `in-use.lock` shared; the keeper waits to hold it alone. The kernel drops a user's lock however the
user ends, so even after SIGKILL no server is left over, and two users of one home share one pair of servers.
"""

import shutil
import signal
import sys
import threading
from pathlib import Path

from config.local.folders import make_folders, server_account
from config.local.locks import FileLock
from config.local.program import Log
from config.local.servers import find_binaries, postgres_program, valkey_program
from config.local.stopping import Stopping
from config.local.supervisor import Supervisor

IN_USE, KEEPER, SERVICES_LOG = "in-use.lock", "keeper.lock", "services.log"
THROWAWAY = "--throwaway"


def keep(home: Path, *, durable: bool) -> None:
    """Run the servers of this home until nobody uses them; then delete the home if it is a throwaway one."""
    alone = FileLock(home / KEEPER)
    alone.hold()
    log = Log(home / "log" / SERVICES_LOG)
    account = server_account()
    folders = make_folders(home, account)
    binaries = find_binaries(account, folders.data)
    programs = [
        postgres_program(folders, binaries, account, durable=durable),
        valkey_program(folders, binaries, account),
    ]
    with Supervisor(log, lambda line: log.write("keeper", line)) as supervisor:
        supervisor.start(programs)
        supervisor.run(_nobody_uses(home / IN_USE))
    if not durable:
        folders.remove()
        shutil.rmtree(home, ignore_errors=True)


def _nobody_uses(path: Path) -> Stopping:
    stopping = Stopping()

    def ask(*_: object) -> None:
        stopping.asked = True

    def wait() -> None:
        # Held until this process ends: a new user waits until the servers have stopped.
        FileLock(path).hold()
        ask()

    signal.signal(signal.SIGTERM, ask)
    threading.Thread(target=wait, daemon=True).start()
    return stopping


if __name__ == "__main__":
    keep(Path(sys.argv[1]), durable=THROWAWAY not in sys.argv[2:])
