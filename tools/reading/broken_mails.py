"""Read mails with bytes changed by chance: `python -m tools.reading.broken_mails --count 10000`.

Practice mails are cut, turned, doubled and strewn with what breaks readers. Printed are how many
were read, how many were named as unreadable and why, which took longest, and every one that
crashed, which is kept in a file.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.mails import catalogue
from benchmarks.mails.build import rows
from kehu.errors import KehuError
from kehu.reading.catalogue import read_catalogue
from kehu.reading.known import Known
from kehu.reading.message.parts import read_message
from kehu.reading.triage import Desk

_PIECES = (
    b"\x00", b"\xff\xfe", b"\r\n\r\n", b"=?utf-7?B?2AA-?=", b"=?x-none?Q?=ff=00?=", b"<", b">",
    b'"', b"\xe4\xbd", b"+2AA-", b"A" * 3000, b"--b", b"=", b"&#xD800;", b"> ", b"<blockquote>",
    b"\r\nContent-Type: multipart/mixed; boundary=b\r\n", b"\xe2\x80\xae", b"99999999999999 pcs ",
)  # fmt: skip


def broken(mail: bytes, chance: random.Random) -> bytes:
    """The mail with one to twelve changes."""
    text = bytearray(mail)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(text) + 1)
        end = at + chance.choice((0, 1, 3, 200))
        ways = (chance.choice(_PIECES), chance.randbytes(3), b"", bytes(text[at:end]) * 3)
        text[at:end] = chance.choice(ways)
    return bytes(text)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalogue.write(Path(folder) / "catalogue.csv")
        desk = Desk(read_catalogue(Path(folder) / "catalogue.csv"), Known())
    chance, mails = random.Random(given.seed), [mail for mail, _ in rows("practice", 400, 1)]
    told, slowest = Counter[str](), 0.0
    for number in range(given.count):
        text = broken(chance.choice(mails), chance)
        start = time.process_time()
        try:
            list(desk.read_all([read_message(text)]))
            told["read"] += 1
        except KehuError as named:
            told[named.code] += 1
        except Exception as crash:
            told["crashed"] += 1
            kept = Path(tempfile.gettempdir()) / f"broken-{given.seed}-{number}.eml"
            kept.write_bytes(text)
            print(f"{kept}: {crash!r}")
        slowest = max(slowest, time.process_time() - start)
    print(*(f"{count:,} {what}" for what, count in told.most_common()), sep="\n")
    print(f"slowest: {slowest:.2f} s")


if __name__ == "__main__":
    main()
