"""Where the application is reached, whatever it listens on."""

import pytest

from kehu.desk.serving import Address


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
    ],
)
def test_the_address_told_is_one_that_this_machine_reaches(host: str, url: str) -> None:
    assert Address(host, 8000).url == url
