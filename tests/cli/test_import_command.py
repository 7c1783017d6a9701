"""`kehu import`: sheets to a ledger folder that `kehu check` accepts, and to an application."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from kehu.cli import main

LIST = (
    "公司名称,国家,邮箱,业务员\nAlmaraz Jardín S.A.,西班牙,lucia@almaraz.es,Li\n"
    "Baltic Lumen,爱沙尼亚,rein@baltic.ee,\n"
)
ORDERS = "订单号,下单日期,客户,金额\nS1,2026/3/5,Almaraz Jardin,6960\n"


def kehu(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments), "--lang", "zh"])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    customers, orders = tmp_path / "客户.csv", tmp_path / "订单.csv"
    customers.write_bytes(LIST.encode("gb18030"))
    orders.write_text(ORDERS, "utf-8")
    return customers, orders


def rows(ledger: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT {columns} FROM '{ledger}/{table}.parquet' ORDER BY ALL").fetchall()


def test_sheets_become_a_ledger_without_errors(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = kehu(*files, "--to", tmp_path / "ledger")
    assert done.exit_code == 0, done.output
    assert "已写入" in done.output
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "ledger")])
    assert checked.exit_code == 0
    told = rows(tmp_path / "ledger", "customers", "name, country, owner")
    assert told == [("Almaraz Jardín S.A.", "ES", "Li"), ("Baltic Lumen", "EE", None)]
    [(amount, customer)] = rows(tmp_path / "ledger", "orders", "amount, customer_id")
    assert int(str(amount).split(".", maxsplit=1)[0]) == 6960
    assert (customer,) in rows(tmp_path / "ledger", "customers", "customer_id")


def test_the_same_again_changes_nothing_and_more_completes(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger"
    kehu(*files, "--to", ledger)
    before = rows(ledger, "customers", "*")
    kehu(*files, "--to", ledger)
    assert rows(ledger, "customers", "*") == before
    more = tmp_path / "more.csv"
    more.write_text("Company,City\nBaltic Lumen,Tallinn\n")
    assert kehu(more, "--to", ledger).exit_code == 0
    assert rows(ledger, "customers", "name, country, city")[1] == ("Baltic Lumen", "EE", "Tallinn")


def test_a_row_that_cannot_be_taken_stops_all_unless_it_may_be_left_out(tmp_path: Path) -> None:
    file, ledger = tmp_path / "a.csv", tmp_path / "ledger"
    file.write_text("Company,Country\nA,ES\n,FR\n")
    refused = kehu(file, "--to", ledger)
    assert refused.exit_code == 1 and "a.csv:3" in refused.output and not ledger.exists()
    assert (tmp_path / "ledger.returned.xlsx").exists()
    assert kehu(file, "--to", ledger, "--skip-bad-rows").exit_code == 0
    assert rows(ledger, "customers", "name") == [("A",)]


def test_a_dry_run_shows_columns_and_writes_nothing(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    done = kehu(*files, "--to", tmp_path / "ledger", "--dry-run")
    assert "公司名称 → 公司名称（按列名）" in done.output and "未写入任何内容" in done.output
    assert not (tmp_path / "ledger").exists()


def test_a_mapping_that_was_printed_is_read_again(tmp_path: Path) -> None:
    file, ledger = tmp_path / "a.csv", tmp_path / "ledger"
    file.write_text("x,y\nAlmaraz,ES\n")
    printed = kehu(file, "--to", ledger, "--preset", "customer-list", "--dry-run", "--json")
    told = json.loads(printed.stdout[: printed.stdout.rindex("}") + 1])
    told["a.csv"]["columns"] = {"x": "customers.name", "y": "customers.country"}
    told["a.csv"]["choices"]["heading_row"] = 1  # nothing shows that these are headings
    (tmp_path / "map.json").write_text(json.dumps(told))
    assert kehu(file, "--to", ledger, "--map", tmp_path / "map.json").exit_code == 0
    assert rows(ledger, "customers", "name, country") == [("Almaraz", "ES")]


def test_a_mapping_that_cannot_be_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Company,City\nAlmaraz,Madrid\n")
    columns = {"Company": "customers.city", "City": "customers.city", "Z": "orders.amount"}
    told = {"a.csv": {"preset": "customer_list", "columns": columns}}
    (tmp_path / "map.json").write_text(json.dumps(told))
    done = kehu(file, "--to", tmp_path / "ledger", "--map", tmp_path / "map.json")
    assert done.exit_code == 1
    for said in ("没有“Z”这一列", "两列都对应", "缺少对应 customers.name", "不属于"):
        assert said in done.output


def test_a_ledger_with_errors_is_not_added_to(files: tuple[Path, Path], tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    (ledger / "customers.csv").write_text("customer_id,name\nC1,A\nC1,B\n")
    done = kehu(files[0], "--to", ledger)
    assert done.exit_code == 1 and "customers.csv" in done.output
    assert [path.name for path in ledger.iterdir()] == ["customers.csv"]


def test_sheets_come_into_an_application(files: tuple[Path, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret-key").write_text("x" * 50)
    environment = {**os.environ, "KEHU_DATA": str(data), "DATABASE_URL": "",
                   "DJANGO_SETTINGS_MODULE": "kehu.desk.settings"}  # fmt: skip
    setup = (
        "import django; django.setup()\n"
        "from django.core.management import call_command as c\n"
        "c('migrate', verbosity=0); c('createcachetable', verbosity=0)\n"
        "from kehu.desk.core.models import Company; Company.objects.create(pk=1, name='Lumen')\n"
        "from kehu.desk.accounts.models import User\n"
        "User.objects.create_user('boss', '', None, name='Boss', role='administrator')\n"
    )
    subprocess.run([sys.executable, "-c", setup], env=environment, check=True)
    done = subprocess.run(
        [str(Path(sys.executable).parent / "kehu"), "import", *map(str, files), "--to", str(data),
         "--lang", "en"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2 new in customers" in done.stdout and "1 new in orders" in done.stdout
