"""Python's garbage collector in a process that serves for long."""

import gc

# So many new objects, and so many rounds of the younger generation, between two looks at a generation.
THRESHOLDS = (50_000, 20, 20)


def collect_seldom() -> None:
    """Leave out of all later rounds what the process has loaded by now, and make those rounds rarer.

    What is loaded stays anyway, and to look through it took up to 0.25 s, for which all turns or streams of the process
    stood still; the many small rounds took a tenth of a turn's processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
