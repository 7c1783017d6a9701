"""Whether the server that received a mail says that it does not come from where it says."""

from kehu.reading.message.parts import Message


def disowned(message: Message) -> tuple[str, ...]:
    """What the receiving server noted: the sender's domain disowns the mail (RFC 8601)."""
    for line in message.headers.get("authentication-results", ()):
        small = line.lower()
        if "dmarc=fail" in small or ("spf=fail" in small and "dkim=pass" not in small):
            return (line[:160],)
    return ()
