"""A read mail as a row of `interfaces.md`: a line a mail."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from kehu.reading.catalogue import Product
from kehu.reading.replies import reply
from kehu.reading.text import Found
from kehu.reading.triage import Inquiry
from kehu.reading.understood import Line

_WORDS = pa.list_(pa.string())
_LINE = pa.struct([("skus", _WORDS), ("words", pa.string()), ("quantity", pa.float64()),
                   ("unit", pa.string())])  # fmt: skip
SCHEMA = pa.schema([
    ("file", pa.string()), ("language", pa.string()), ("kind", pa.string()), ("skus", _WORDS),
    ("quantity", pa.float64()), ("unit", pa.string()), ("lines", pa.list_(_LINE)),
    ("incoterm", pa.string()), ("destination", pa.string()), ("certifications", _WORDS),
    ("missing", _WORDS), ("sender_name", pa.string()), ("sender_company", pa.string()),
    ("sender_country", pa.string()), ("website", pa.string()), ("phones", _WORDS),
    ("authenticity", pa.string()), ("signals", _WORDS), ("sample_decision", pa.string()),
    ("next_step", pa.string()), ("priority", pa.int64()), ("reply_draft", pa.string()),
    ("reply_reading", pa.string()), ("evidence", pa.map_(pa.string(), _WORDS)),
    ("error", pa.string()),
])  # fmt: skip


def row(file: str, inquiry: Inquiry, products: Sequence[Product]) -> dict[str, Any]:
    """The row of a mail that could be read; numbers without a fraction are whole."""
    first = next((line.quantity for line in inquiry.goods.lines if line.quantity), None)
    answer = reply(inquiry, products)
    sender, terms = inquiry.sender, inquiry.terms
    evidence = {"kind": inquiry.judged.evidence, "authenticity": inquiry.verdict.evidence}
    evidence |= {one.code: one.evidence for one in inquiry.signals}
    return {
        "file": file,
        "language": inquiry.language,
        "kind": inquiry.judged.kind,
        "skus": list(dict.fromkeys(sku for line in inquiry.goods.lines for sku in line.skus)),
        "quantity": first.value.number if first else None,
        "unit": first.value.unit if first else None,
        "lines": [_line(line, inquiry) for line in inquiry.goods.lines],
        "incoterm": _value(terms.incoterm),
        "destination": terms.destination.value.name if terms.destination else None,
        "certifications": [one.value for one in terms.certificates],
        "missing": list(inquiry.missing),
        "sender_name": sender.name,
        "sender_company": _value(sender.company),
        "sender_country": sender.country,
        "website": _value(sender.website),
        "phones": [one.value.number for one in sender.phones],
        "authenticity": inquiry.verdict.authenticity,
        "signals": [one.code for one in inquiry.signals],
        "sample_decision": inquiry.sample,
        "next_step": inquiry.step,
        "priority": inquiry.priority.total,
        "reply_draft": f"{answer.draft.subject}\n\n{answer.draft.body}" if answer else None,
        "reply_reading": answer.reading.body if answer and answer.reading else None,
        "evidence": {code: [" ".join(words.split()) for words in said]
                     for code, said in evidence.items()},
        "error": None,
    }  # fmt: skip


def failed(file: str, error: str) -> dict[str, Any]:
    """The row of a mail that could not be read: its file and why."""
    return dict.fromkeys(SCHEMA.names) | {"file": file, "error": error}


def _line(line: Line, inquiry: Inquiry) -> dict[str, Any]:
    amount = line.quantity.value if line.quantity else None
    return {
        "skus": list(line.skus),
        "words": " ".join(inquiry.text.whole[line.start : line.end].split()),
        "quantity": amount.number if amount else None,
        "unit": amount.unit if amount else None,
    }


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None
