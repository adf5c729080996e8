"""Demo servers of the first run: real MCP servers with stored data and their own authorization."""
