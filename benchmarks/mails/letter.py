"""A letter before it is put into bytes: subject, sender, blocks of text, what it tells."""

from dataclasses import dataclass, field

from benchmarks.mails.people import Buyer
from benchmarks.mails.truth import Said


@dataclass
class Block:
    """`kind`: text · rows (product lines) · signature · disclaimer."""

    kind: str
    text: str


@dataclass
class Quoted:
    """An earlier message beneath the newest: who, when (day of the set), and its text."""

    name: str
    mailbox: str
    day: int
    subject: str
    text: str
    to: str = ""


@dataclass
class Letter:
    """What `render` and `envelope` make a mail of."""

    case: str
    said: Said
    subject: str
    sender: tuple[str, str]  # display name, mailbox
    blocks: list[Block] = field(default_factory=list)
    quoted: list[Quoted] = field(default_factory=list)
    forwarded: bool = False
    reply_to: str = ""
    to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachments: list[str] = field(default_factory=list)
    html: str = ""  # a body of its own, instead of one made of the blocks
    form: str = ""  # plain · html · both; empty: any
    buyer: Buyer | None = None
    charset: str = ""  # empty: any that the language's people use
    truth: dict = field(default_factory=dict)  # what is set by hand, over what is worked out
    raw: bytes = b""  # the whole mail, where it is a machine's

    def add(self, text: str, kind: str = "text") -> None:
        if text:
            self.blocks.append(Block(kind, text))

    def newest(self) -> str:
        """Subject and text the sender wrote now."""
        return "\n".join([self.subject, *(block.text for block in self.blocks)])
