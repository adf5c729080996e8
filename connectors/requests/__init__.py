"""Members ask for connectors that are not enabled, owners decide, and the member is told."""
