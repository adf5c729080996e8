"""`make operator`: the first operator of the workspace on this machine, whether it runs at the moment or not."""

import subprocess
import sys

from config import env
from config.local.__main__ import SAID_IN_WORDS
from config.local.folders import told_in_words
from config.local.run import REPOSITORY, prepare_database, run_environment, services_of
from config.local.settings import RunSettings, read_settings


def make_operator(settings: RunSettings, email: str) -> int:
    """As the database's owner, on the run's own servers or on the person's; the exit code of the command."""
    with told_in_words(settings.home):
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with services_of(settings, _say) as addresses:
            if settings.embedded_database:
                prepare_database(settings, addresses, _say)
            owner = {"SWITCHBOARD_DATABASE_ROLE": "owner", "DATABASE_OWNER_URL": addresses["DATABASE_OWNER_URL"]}
            command = [sys.executable, "manage.py", "make_operator", *filter(None, [email])]
            environment = {**run_environment(settings, addresses), **owner}
            return subprocess.run(command, cwd=REPOSITORY, env=environment).returncode


def main() -> int:
    """EMAIL says who; without it the command asks."""
    try:
        return make_operator(read_settings(), env.text("EMAIL"))
    except SAID_IN_WORDS as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 1


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
