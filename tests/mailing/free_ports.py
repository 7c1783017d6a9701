"""Ports of this machine that nobody listens at."""

import socket
from contextlib import closing


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
