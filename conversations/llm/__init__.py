"""The model: the only importer of `anthropic`."""
