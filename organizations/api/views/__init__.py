"""Thin views: find what this person may see, call one verb, shape the answer."""
