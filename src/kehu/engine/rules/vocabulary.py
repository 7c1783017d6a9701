"""What a rulebook tells the ledger's checker."""

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.schema import LEDGER, Kind

_KINDS: dict[str, Kind] = {"number": "number", "yes or no": "boolean", "text": "text"}


def vocabulary_of(*rulebooks: Rulebook) -> Vocabulary:
    """What the ledger's checker must know: labels and columns that some of the rulebooks have."""
    codes: dict[str, DimensionCodes] = {}
    for rulebook in rulebooks:
        for name, one in rulebook.dimensions.items():
            had = codes.get(name, DimensionCodes(()))
            both = dict.fromkeys([*had.codes, *one.codes])
            codes[name] = DimensionCodes((*both,), had.pattern or one.pattern)
    columns = {
        name: _KINDS[one.kind] for rulebook in rulebooks for name, one in rulebook.columns.items()
    }
    return Vocabulary(codes, columns)


def choice_words(rulebook: Rulebook) -> dict[str, dict[str, str]]:
    """Titles of labels as words for their codes, by the column of the ledger that holds these."""
    found: dict[str, dict[str, str]] = {}
    for table in LEDGER:
        for column in table.columns:
            if column.codes_of is None or column.codes_of not in rulebook.dimensions:
                continue
            labels = rulebook.dimensions[column.codes_of].labels
            found[f"{table.name}.{column.name}"] = {
                title: label.code for label in labels for title in label.title.values()
            }
    return found
