"""Other people's packages, in an environment of their own, and programs run apart."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil


def python_with(folder: Path, *packages: str) -> Path | None:
    """A Python of its own that has the packages; None where they cannot be installed."""
    uv = [sys.executable, "-m", "uv"]
    python = folder / "elsewhere" / "bin" / "python"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    subprocess.run([*uv, "venv", "--quiet", "--python", version, folder / "elsewhere"], check=True)
    install = [*uv, "pip", "install", "--quiet", "--python", python, *packages]
    return None if subprocess.run(install, check=False).returncode else python


def run(program: list[Any]) -> tuple[Any, float]:
    """What a program prints as JSON, and the most memory it took, in MB."""
    with tempfile.TemporaryFile("w+") as printed:
        process = psutil.Popen([str(word) for word in program], stdout=printed)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process))
            time.sleep(0.02)
        if process.returncode:
            raise RuntimeError(f"{program[0]} ended with {process.returncode}")
        printed.seek(0)
        return json.load(printed), peak / 1e6


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
