"""What ends a worker's hold on a turn."""


class LeaseLost(Exception):
    """Another worker has the turn, or it is over: stop at once and change nothing."""


class Draining(Exception):
    """This process shuts down: give the turn back at a safe point."""


class Stopped(Exception):
    """A person pressed Stop."""


class RulesChanged(Exception):
    """What decisions are made on changed each time before one was written: give the turn back, to be claimed anew."""
