"""Spark is an extra: Kehu does without it, and says so where it is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from kehu.engine.backends.spark import Spark
from kehu.errors import KehuError


def test_importing_the_engine_brings_no_spark() -> None:
    asked = "import sys, kehu.engine.backends.spark; print('pyspark' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_without_java_spark_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(KehuError) as found:
        Spark()
    assert found.value.code == "spark_missing"
    assert "Java 17" in found.value.message("en") and "Java 17" in found.value.message("zh")


def test_without_pyspark_spark_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehu.engine.backends.spark._require_java", lambda: None)
    for name in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(KehuError) as found:
        Spark()
    assert found.value.code == "spark_missing"
    assert "pyspark" in found.value.message("en") and "pyspark" in found.value.message("zh")
