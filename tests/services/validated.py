"""How many requests of each service a description of somebody else's found nothing wrong with, in this process."""

from collections import Counter

# Descriptions that are called otherwise than the service that they are about.
SERVICE_OF = {"graph": "microsoft_365", "figma_files": "figma"}
counts: Counter[str] = Counter()


def count(description: str) -> None:
    """One more request that is as it should be."""
    counts[SERVICE_OF.get(description, description)] += 1
