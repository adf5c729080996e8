"""`python -m conversations.demo_model --port 8002`: the demo model as a process of its own."""

import argparse
import logging

from connectors.demo.serving import serve
from conversations.demo_model.app import DELAY_MS, build_application


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="conversations.demo_model", description="Rules behind the Messages API.")
    parser.add_argument("--port", type=int, default=8002, help="port on 127.0.0.1 (default 8002)")
    parser.add_argument("--delay-ms", type=float, default=DELAY_MS, help="pause after each streamed piece")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s demo_model %(levelname)s %(name)s: %(message)s")
    serve(build_application(arguments.delay_ms), arguments.port)


if __name__ == "__main__":
    main()
