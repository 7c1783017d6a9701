"""Sheets with what the user decided about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kehu.errors import Fault, KehuError
from kehu.matching.columns.fields import all_fields
from kehu.matching.columns.mapping import SheetMapping, faults_of
from kehu.matching.columns.presets import Preset
from kehu.matching.columns.proposing import Proposal, headed
from kehu.matching.sheets.cells import RawSheet
from kehu.matching.sheets.heading import Heading


@dataclass(frozen=True)
class MappedSheet:
    """A sheet with its heading and what the user decided about it."""

    sheet: RawSheet
    heading: Heading
    mapping: SheetMapping


def mapped(found: Proposal, mapping: SheetMapping) -> MappedSheet:
    """A sheet that was found, with its headings where the mapping says that they are."""
    row = mapping.choices.heading_row
    heading = found.heading if row is None else headed(found.sheet, row)
    return MappedSheet(found.sheet, heading, mapping)


def main_table(preset: Preset) -> str:
    """The table of which each row of such a sheet is one."""
    return preset.fields[0].table


def beyond_of(sheets: Sequence[MappedSheet]) -> dict[str, list[str]]:
    """By table, the columns beyond the ledger's that these sheets fill, in the order of fields."""
    mapped = frozenset().union(*(one.mapping.fields for one in sheets))
    if "customers.place" in mapped:
        mapped |= {"customers.province"}
    found: dict[str, list[str]] = {}
    for field in all_fields().values():
        if field.into and field.name in mapped:
            money = [f"{field.into}_currency"] if field.kind == "amount" else []
            found.setdefault(field.table, []).extend([field.into, *money])
    if mapped & {"interactions.author", "customers.owner"}:
        found["interactions"] = ["author"]
    return found


class MappingFaulty(KehuError):
    """A mapping has faults, all of which are in `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("mapping_faulty", count=len(faults))
        self.faults = faults


def mapping_faults(one: MappedSheet) -> list[Fault]:
    """All that is wrong with what was decided about a sheet, before a row of it is read."""
    return faults_of(one.mapping, one.heading.names, one.sheet.title)


def refuse_faulty(sheets: Sequence[MappedSheet]) -> None:
    faults = [fault for one in sheets for fault in mapping_faults(one)]
    if faults:
        raise MappingFaulty(faults)
