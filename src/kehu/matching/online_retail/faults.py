"""What can be wrong with a file handed in, or with the folder to fill."""

from kehu.errors import KehuError
from kehu.matching.online_retail.preset import fault_sentence
from kehu.words import Lang


class ImportFault(KehuError):
    """An import that cannot be done; its sentence is under `faults` in the preset's rulebook."""

    def message(self, lang: Lang = "en") -> str:
        """The sentence of the code, filled in, in the reader's language."""
        return fault_sentence(self.code, lang).format(**self.fields)
