"""What a rulebook tells the ledger's checker."""

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.schema import Kind

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
