"""Thin views: ask a selector, call a service, shape the answer."""
