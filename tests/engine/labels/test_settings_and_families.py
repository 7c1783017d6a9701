"""Settings of the rulebook and the measures that read them: a trial takes these alone again."""

from dataclasses import fields

from kehu.engine.ledger import Settings
from kehu.engine.measures import reading
from kehu.engine.measures.all import FAMILIES
from kehu.engine.schema import TABLES
from kehu.engine.standings import READ_BY_RANKS

SETTINGS = {one.name for one in fields(Settings)}


def test_every_setting_is_read_by_a_family_that_names_its_tables() -> None:
    assert {name for family in FAMILIES for name in family.settings} == SETTINGS
    for family in reading(SETTINGS):
        assert family.tables and set(family.tables) <= TABLES.keys(), family.name


def test_no_standing_is_made_of_a_measure_that_reads_a_setting() -> None:
    """Else a trial would have to rank everybody again."""
    measured_again = {name for family in reading(SETTINGS) for name in family.measures}
    assert not measured_again & set(READ_BY_RANKS)
