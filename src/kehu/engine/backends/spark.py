"""The scale-out engine: Spark on this machine, over Parquet files that DuckDB has checked.

pyspark is an optional extra, so nothing here imports it before a `Spark` is made.
"""

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.backends.sql.datatypes import PySparkType
from ibis.expr.types import Table

from kehu.engine.backends import Parts
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Ledger
from kehu.errors import KehuError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ROWS = 100_000  # of a batch
_LOGGING = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
# Spark thinks of a shell, and speaks up, unless this one has a level of its own.
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n%ex
"""


class Spark:
    """An engine of its own: a local session and a scratch folder, gone when closed.

    `settings` are Spark's own, for those who know their machine or their data better. Raises
    KehuError `spark_missing` where pyspark or Java is not installed.
    """

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kehu-spark-")
        self.scratch = Path(self._folder.name)
        self._names = count()
        self._compiler = _Compiler()
        try:
            self.session = _start(self.scratch, settings or {})
        except BaseException:
            self._folder.cleanup()
            raise

    def close(self) -> None:
        self.session.stop()
        self._folder.cleanup()

    def __enter__(self) -> "Spark":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(self, name: str, table: Table) -> Table:
        return self._view(name, self._kept(table))

    def kept(self, name: str) -> Table:
        return self._view(name, self.session.table(name))

    def keep_words(
        self, name: str, table: Table, words: Mapping[str, Sequence[str]], order_by: str
    ) -> Table:
        # Files are read in any order; sorting on the way out is what keeps it.
        return self._view(name, self._kept(table).orderBy(order_by))

    def work_out(self, name: str, rows: Sequence[Table], work: Callable[..., pa.Table]) -> Table:
        found, file = work(*(self.batches(one).read_all() for one in rows)), self._new_folder()
        pq.write_table(found, file)
        return self.table_of(name, file)

    def unpivot(self, wide: Table, key: str, name: str, parts: Parts) -> Table:
        structs = ", ".join(_struct(name, part, columns) for part, columns in parts.items())
        source = wide.get_name()
        long = self.session.sql(f"SELECT `{key}`, inline(array({structs})) FROM {source}")
        return self._view(f"{source}_long", long)

    def batches(self, table: Table) -> pa.RecordBatchReader:
        folder = self._new_folder()
        self._frame(table).write.parquet(str(folder))
        files = sorted(folder.glob("part-*.parquet"))  # numbered in the order of rows
        schema = pq.read_schema(files[0]).remove_metadata()
        return pa.RecordBatchReader.from_batches(schema, _batches(files, schema, folder))

    def save_parquet(self, table: Table, path: Path) -> None:
        rows = self.batches(table)
        with pq.ParquetWriter(path, rows.schema, compression="snappy") as writer:
            for batch in rows:
                writer.write_batch(batch)

    def table_of(self, name: str, path: Path) -> Table:
        """A Parquet file as a table."""
        from pyspark.sql.pandas.types import from_arrow_schema

        kinds = from_arrow_schema(pq.read_schema(path))
        return self._view(name, self.session.read.schema(kinds).parquet(str(path)))

    def _frame(self, table: Table) -> "DataFrame":
        query = self._compiler.to_sqlglot(table).sql(dialect=self._compiler.dialect)
        return self.session.sql(query)

    def _kept(self, table: Table) -> "DataFrame":
        """The rows computed into a scratch folder of Parquet files, and read from there."""
        folder, frame = self._new_folder(), self._frame(table)
        frame.write.parquet(str(folder))
        # Told the columns, Spark need not start a job to look for them.
        return self.session.read.schema(frame.schema).parquet(str(folder))

    def _new_folder(self) -> Path:
        return self.scratch / f"rows-{next(self._names)}"

    def _view(self, name: str, frame: "DataFrame") -> Table:
        frame.createOrReplaceTempView(name)
        kinds = {one.name: _kind(one.dataType.simpleString()) for one in frame.schema.fields}
        return ibis.table(kinds, name=name)


def spark_ledger(folder: LedgerFolder, spark: Spark) -> Ledger:
    """The ledger of a checked folder on Spark: DuckDB writes its typed tables, Spark reads them."""
    ledger = folder.ledger()
    handed = Path(tempfile.mkdtemp(prefix="spark-", dir=folder.engine.scratch))
    tables = {}
    for name in ledger.tables:
        path = handed / f"{name}.parquet"
        folder.hand_over(name, path)
        tables[name] = spark.table_of(f"ledger_{name}", path)
    return Ledger(spark, tables, ledger.base_currency, ledger.present, ledger.extra_columns)


def _kind(spark_type: str) -> Any:
    # A ledger's moments are UTC without saying so; Spark's type says so.
    if spark_type == "timestamp":
        return "timestamp"
    return PySparkType.from_string(spark_type)


def _struct(name: str, part: str, columns: Mapping[str, str | None]) -> str:
    own = {
        shown: f"`{cell}`" if cell else "CAST(NULL AS DOUBLE)" for shown, cell in columns.items()
    }
    cells = ", ".join(f"{cell} AS `{shown}`" for shown, cell in own.items())
    return f"struct('{part}' AS `{name}`, {cells})"


def _batches(files: list[Path], schema: pa.Schema, folder: Path) -> Iterator[pa.RecordBatch]:
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(_ROWS):
            yield batch.cast(schema)
    shutil.rmtree(folder)


# ---- SQL ---------------------------------------------------------------------------------------


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis's SQL for Spark, made to mean to the last digit what it means to DuckDB.

    Used without Ibis's own backend, which needs pandas and asks Spark for every table it sees.
    """

    __slots__ = ()

    visit_Field = SQLGlotCompiler.visit_Field  # the backend's reads options that only it sets

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:
        if dtype.is_floating():  # Spark takes 0.2 for a decimal
            return self.cast(repr(float(value)), dtype)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Round(self, op: Any, *, arg: Any, digits: Any) -> Any:
        if digits is None or not op.arg.dtype.is_floating():
            return super().visit_Round(op, arg=arg, digits=digits)
        # Spark rounds the decimal it would print, DuckDB the float times ten to the digits.
        scale = self.cast(f"1e{op.digits.value}", op.arg.dtype)
        return self.cast(self.f.round(arg * scale) / scale, op.dtype)

    def visit_Sum(self, op: Any, *, arg: Any, where: Any) -> Any:
        # Spark gives the sum of decimals ten digits more, DuckDB all there are.
        total = self.agg.sum(arg, where=where)
        return self.cast(total, op.dtype) if op.dtype.is_decimal() else total

    def visit_WindowFunction(self, op: Any, *, func: Any, **frame: Any) -> Any:
        if not isinstance(func, sge.Cast):
            return super().visit_WindowFunction(op, func=func, **frame)
        over = super().visit_WindowFunction(op, func=func.this, **frame)
        return self.cast(over, op.dtype)  # of a sum over the window, not of the sum before it

    def visit_Median(self, op: Any, *, arg: Any, where: Any) -> Any:
        # Spark adds half the distance of the middle two, DuckDB the half of each.
        middle = [self._middle(arg, where, desc=desc) for desc in (False, True)]
        return (middle[0] + middle[1]) * self.cast("0.5", op.dtype)

    def _middle(self, arg: Any, where: Any, *, desc: bool) -> Any:
        """The middle value, or of two the one that is first in the order."""
        order = sge.Order(expressions=[sge.Ordered(this=arg, desc=desc, nulls_first=not desc)])
        half = self.f.anon.percentile_disc(sge.convert(0.5))  # by this name: exact in Spark
        found = sge.WithinGroup(this=half, expression=order)
        return sge.Filter(this=found, expression=sge.Where(this=where)) if where else found


# ---- the session -------------------------------------------------------------------------------


def _start(scratch: Path, settings: Mapping[str, str]) -> "SparkSession":
    _require_java()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with warnings.catch_warnings(action="ignore"):  # of the pandas that is there, and not used
        try:
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise KehuError("spark_missing", what="pyspark") from error
        builder = SparkSession.builder.appName("kehu")
        for name, value in {**_settings(scratch), **settings}.items():
            builder = builder.config(name, value)
        try:
            return builder.getOrCreate()
        except PySparkRuntimeError as error:  # such as a Java too old to start it
            raise KehuError("spark_missing", what="Java 17") from error


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and not shutil.which("java"):
        raise KehuError("spark_missing", what="Java 17")


def _settings(scratch: Path) -> dict[str, str]:
    cores = os.cpu_count() or 1
    logging = scratch / "log4j2.properties"
    logging.write_text(_LOGGING)
    return {
        "spark.master": "local[*]",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "3g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging.as_uri()}",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",  # a number that does not fit is an error, as in DuckDB
        "spark.sql.decimalOperations.allowPrecisionLoss": "false",
        "spark.sql.shuffle.partitions": str(2 * cores),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.parquet.compression.codec": "snappy",
    }
