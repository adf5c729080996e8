"""Acme Tracker: issues of the teams."""
