"""The directory, enabling, connecting, and everything that speaks MCP or OAuth."""
