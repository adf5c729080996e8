"""`python -m connectors.demo --port 8001 --home .local`: the demo servers as a process of their own."""

import argparse
import logging
from pathlib import Path


def main() -> None:
    """Serve until a signal comes."""
    arguments = _arguments()
    # Before the SDK: its server sets logging up at INFO, which would log addresses with codes in them.
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s demo %(levelname)s %(name)s: %(message)s")

    from connectors.demo.application import build_application
    from connectors.demo.serving import serve

    base_url = arguments.base_url or f"http://127.0.0.1:{arguments.port}"
    serve(build_application(arguments.home, base_url), arguments.port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="connectors.demo", description="The demo MCP servers.")
    parser.add_argument("--port", type=int, default=8001, help="port on 127.0.0.1 (default 8001)")
    parser.add_argument("--home", type=Path, default=Path(".local"), help="where data is kept (default .local)")
    parser.add_argument("--base-url", default="", help="public address (default http://127.0.0.1:PORT)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
