"""HTML of a mail to plain text: what a reader sees; nothing is run and nothing fetched."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

_DROPPED = "script, style, head, title, template, noscript, object, iframe, svg, select, meta, link"
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
     "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
     "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"]
)  # fmt: skip
_APART = frozenset(["p", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote"])
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.?[1-9])|mso-hide\s*:\s*all"
    r"|max-height\s*:\s*0(?!\.?[1-9])|opacity\s*:\s*0(?!\.?[1-9])"
)
_QUOTES = frozenset(["gmail_quote", "gmail_extra", "yahoo_quoted"])
# Where a block and where a paragraph begins or ends; several in a row are one.
_LINE, _PARAGRAPH = "\v", "\f"
_PARAGRAPHS = re.compile(r"(?<!\v)\v*+\f[\v\f\s]*")
_LINES = re.compile(r"\v+")
_SPACES = re.compile(r"[^\S\n\t]+")
_BLANKS = re.compile(r"\s+")
_CELLS = re.compile(r" ?\t[\t ]*")
_MANY_LINES = re.compile(r"\n{3,}")
_MOST_QUOTES = 9  # inside each other that are marked as such: each costs a pass over its words
_DEEPEST = 400  # elements inside each other; what lies deeper is no mail that a person wrote


def text_of(html: str) -> str:
    """The words of a page: blocks on lines of their own, cells apart, quoted blocks behind `>`."""
    tree = LexborHTMLParser(html)
    for node in tree.css(_DROPPED):
        node.decompose()
    root = tree.body or tree.root
    if root is None:
        return ""
    return _lines(_pieces(root, 0))


def _lines(pieces: Iterator[str]) -> str:
    text = _LINES.sub("\n", _PARAGRAPHS.sub("\n\n", "".join(pieces)))
    spaced = _CELLS.sub("\t", _SPACES.sub(" ", text))
    lines = (line.strip() for line in spaced.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _pieces(node: LexborNode, depth: int, quotes: int = 0) -> Iterator[str]:
    """The words below an element, which lies in so many elements and quotes."""
    if depth > _DEEPEST:
        return
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            yield " ".join(_BLANKS.split(child.text_content or ""))
        elif tag == "br":
            yield "\n"
        elif tag in ("td", "th"):
            yield from _pieces(child, depth + 1, quotes)
            yield "\t"
        elif tag and not tag.startswith(("-", "!", "_")) and not _is_hidden(child):
            yield from _element(child, tag, depth + 1, quotes)
        child = child.next


def _element(node: LexborNode, tag: str, depth: int, quotes: int) -> Iterator[str]:
    if quotes < _MOST_QUOTES and _is_quote(node, tag):
        inside = _lines(_pieces(node, depth, quotes + 1))
        yield _LINE + "\n".join(f"> {line}" for line in inside.split("\n")) + _LINE
    elif tag == "a":
        yield _link(node, "".join(_pieces(node, depth, quotes)))
    else:
        ends = _PARAGRAPH if tag in _APART else _LINE if tag in _BLOCKS else ""
        yield ends + ("• " if tag == "li" else "")
        yield from _pieces(node, depth, quotes)
        yield ends


def _link(node: LexborNode, words: str) -> str:
    """A mailbox that stands behind other words is told beside them."""
    target = (node.attributes.get("href") or "").strip()
    if target.startswith("mailto:") and "@" not in words:
        return f"{words} <{target[7:].partition('?')[0]}>"
    return words


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search((attributes.get("style") or "").lower()))


def _is_quote(node: LexborNode, tag: str) -> bool:
    classes = (node.attributes.get("class") or "").split()
    return tag == "blockquote" or not _QUOTES.isdisjoint(classes)
