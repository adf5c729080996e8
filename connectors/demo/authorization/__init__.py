"""The authorization server that the demo services share."""
