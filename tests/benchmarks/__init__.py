"""`make bench`: the product beside a bare asyncio loop with the same SDKs, in one run; ratios, not times."""
