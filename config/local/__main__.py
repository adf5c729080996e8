"""`make run`: the product on this machine, until Ctrl-C."""

import sys

from config.local.folders import HomeUnusable, told_in_words
from config.local.frontend import BuildFailed
from config.local.keys import KeysDamaged
from config.local.run import RunFailed, run
from config.local.servers import PostgresFailed, ProgramMissing
from config.local.services import ServicesFailed
from config.local.settings import SettingsRefused, read_settings
from config.local.stopping import Stopping

SAID_IN_WORDS = (
    BuildFailed,
    FileExistsError,
    HomeUnusable,
    KeysDamaged,
    PostgresFailed,
    ProgramMissing,
    RunFailed,
    ServicesFailed,
    SettingsRefused,
)


def main() -> int:
    """Run until a signal; the exit code is 0 after a stop that a person asked for."""
    stopping = Stopping()
    stopping.by_signal()
    try:
        settings = read_settings()
        with told_in_words(settings.home):
            run(settings, _say, stopping)
    except KeyboardInterrupt:
        _say("Stopped.")
    except SAID_IN_WORDS as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
