"""A worker that stops waits for its turns, which are no tasks of Celery's pool (conversations/engine/hints.py)."""

from celery import Celery, bootsteps
from celery.worker import WorkController


class Turns(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """Starts after the pool, so it stops before it, when no task is received any more."""

    requires = {"celery.worker.components:Pool"}

    def stop(self, worker: WorkController) -> None:
        """Wait until all turns were given back; they were told when the worker was (conversations/tasks.py)."""
        from conversations.tasks import wait_for_turns  # needs the apps

        wait_for_turns()

    def terminate(self, worker: WorkController) -> None:
        """A cold shutdown gives them back too."""
        self.stop(worker)


def install_turns(app: Celery) -> None:
    """Every worker of this app."""
    app.steps["worker"].add(Turns)
