"""The edge: what holds for every request and answer, whichever view is behind it."""
