"""Wiring of the product: settings, addresses, queue. Apps never import it."""
