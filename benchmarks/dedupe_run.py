"""One run of `kehu dedupe` as a process of its own: seconds, memory, and how right it was."""

import json
import sys
import threading
import time
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from kehu.cli import main
from kehu.matching.duplicates.judging import judge
from kehu.matching.table_file import read_table


class _Peak(threading.Thread):
    """The most memory that this process and its children held at one moment, in MB.

    Memory that processes share counts in each: the figure is rather too high than too low.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes = 0.0

    def run(self) -> None:
        this = psutil.Process()
        while True:
            held = 0
            for process in (this, *this.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.megabytes = max(self.megabytes, held / 2**20)
            time.sleep(0.1)


def run(file: Path, out: Path) -> dict[str, float]:
    peak = _Peak()
    peak.start()
    start = time.perf_counter()
    main(["dedupe", str(file), "--out", str(out)], standalone_mode=False)
    seconds, megabytes = time.perf_counter() - start, peak.megabytes
    truth = read_table(file)["entity"].to_pylist()
    found = judge(pq.read_table(out, columns=["cluster_id"])["cluster_id"].to_pylist(), truth)
    return {
        "seconds": seconds, "memory_mb": megabytes,
        "precision": found.precision, "recall": found.recall, "f1": found.f1,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]))))
