"""Tables of companies in words, for the tests of duplicates."""

import pyarrow as pa

from kehu.matching.duplicates.finding import Duplicates, find_duplicates

HEADERS = ("company", "email", "phone", "website", "address", "city", "country")

# A list has other companies too: without any, nothing tells what is common in it.
OTHERS = tuple(
    {
        "company": f"{name} {trade}", "email": f"info@{name.lower()}.com",
        "phone": f"+49 30 5{at}7{at * 13 % 10}1{at * 7 % 10}{at}3", "city": city,
        "country": country,
    }
    for at, (name, trade, city, country) in enumerate([
        ("Adler", "Werkzeuge GmbH", "Hamburg", "Germany"),
        ("Brisa", "Muebles S.L.", "Madrid", "Spain"),
        ("Corvo", "Alimenti S.r.l.", "Milano", "Italy"), ("Delta", "Lighting Ltd", "Leeds", "UK"),
        ("Enzo", "Textiles Inc.", "Dallas", "USA"), ("Fuji", "Trading K.K.", "Osaka", "Japan"),
        ("Gazel", "Tekstil A.Ş.", "Bursa", "Turkey"), ("Hilal", "Foods LLC", "Dubai", "UAE"),
    ])
)  # fmt: skip


def table(*rows: dict[str, str]) -> pa.Table:
    """The rows, then eight other companies."""
    listed = [*rows, *OTHERS]
    headers = dict.fromkeys([*HEADERS, *(header for row in listed for header in row)])
    return pa.table(
        {header: pa.array([row.get(header) for row in listed], pa.string()) for header in headers}
    )


def found_in(*rows: dict[str, str]) -> Duplicates:
    return find_duplicates(table(*rows))


def are_one(*rows: dict[str, str]) -> bool:
    """Whether all the rows given come into one cluster."""
    return len(set(found_in(*rows).cluster.to_pylist()[: len(rows)])) == 1
