"""PostgreSQL is down, starting, full or only readable: told apart from a fault of ours, and nothing of it is shown."""

from django.db import Error, InterfaceError, InternalError, OperationalError

# For Retry-After: how long a restart takes. Seconds.
RETRY_SECONDS = 5
# Classes of PostgreSQL's error codes (its manual, appendix A): connection, resources, operators' doing, system.
CLASSES = ("08", "53", "57", "58")
READ_ONLY = "25006"
WORDS = "Switchboard cannot use its database right now. Try again in a few seconds."


def is_outage(error: BaseException | None) -> bool:
    """Whether this, or what it came from, says that PostgreSQL cannot serve now."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, Error) and _is_outage(error):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def _is_outage(error: Error) -> bool:
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "sqlstate", None)
    if code is None:
        # Whoever does not get as far as a session is told no code.
        return isinstance(error, OperationalError)
    return code == READ_ONLY or (isinstance(error, OperationalError | InternalError) and code.startswith(CLASSES))
