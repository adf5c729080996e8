"""Input and output shapes of this app's API."""
