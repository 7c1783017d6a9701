"""A read mail as a row of `interfaces.md`: a line a mail."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from kehu.reading.catalogue import Product
from kehu.reading.replies import reply
from kehu.reading.triage import Inquiry

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


def row(file: str, inquiry: Inquiry, products: Mapping[str, Product]) -> dict[str, Any]:
    """The row of a mail that could be read. `products` by sku."""
    facts, decision = inquiry.facts, inquiry.decision
    first = next((one for one in facts.wanted if one.quantity is not None), None)
    answer = reply(facts, decision, products)
    evidence = {"kind": inquiry.judged.evidence, "authenticity": inquiry.verdict.evidence}
    evidence |= {one.code: one.evidence for one in inquiry.signals}
    return {
        "file": file,
        "language": facts.language,
        "kind": facts.kind,
        "skus": list(facts.skus),
        "quantity": first.quantity if first else None,
        "unit": first.unit if first else None,
        "lines": [asdict(one) for one in facts.wanted],
        "incoterm": facts.incoterm,
        "destination": facts.destination,
        "certifications": list(facts.certificates),
        "missing": list(decision.missing),
        "sender_name": facts.name,
        "sender_company": facts.company,
        "sender_country": facts.country,
        "website": facts.website,
        "phones": list(facts.phones),
        "authenticity": facts.authenticity,
        "signals": list(facts.signals),
        "sample_decision": decision.sample,
        "next_step": decision.step,
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
