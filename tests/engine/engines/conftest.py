"""One Spark session for all, in the shape that small ledgers want."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for _folder in (HERE, HERE.parent, HERE.parent / "labels", HERE.parent / "portraits"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

from kehu.engine.backends.spark import Spark  # noqa: E402
from kehu.errors import KehuError  # noqa: E402

# Compiling code for every query, and compiling it well, would cost a small ledger most of its time.
SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.memory": "1g",
    "spark.driver.defaultJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    try:
        session = Spark(SMALL)
    except KehuError as error:
        pytest.skip(f"{error.fields['what']} is not installed")
    with session:
        yield session
