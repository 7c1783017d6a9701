"""Another program on a real port, which webhooks tell of events."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Shop:
    """Another program, on a real port: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.location = ""
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                shop.got.append((dict(self.headers), body))
                self.send_response(shop.status)
                if shop.location:
                    self.send_header("Location", shop.location)
                self.end_headers()
                self.wfile.write(b"x" * 100_000)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?from=kehu"


@contextmanager
def open_shop() -> Iterator[Shop]:
    """A shop that answers for as long as the test lasts."""
    other = Shop()
    thread = threading.Thread(target=other.server.serve_forever, args=(0.01,))
    thread.start()
    yield other
    other.server.shutdown()
    other.server.server_close()
    thread.join()
