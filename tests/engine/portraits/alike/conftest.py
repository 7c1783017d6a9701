"""The words of scenes are those of the label tests."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for _folder in (HERE, HERE.parents[1] / "labels"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))
