"""Run once per process before it forks: makes the database, which all its children use one after the other."""


def test_the_database_is_made(db: None) -> None:
    """Nothing else."""
