"""Which status of HTTP an error has, on pages and in the API alike."""

from kehu.errors import KehuError

_STATUSES = {
    "not_allowed": 403, "changed_meanwhile": 409, "key_used_otherwise": 409,
    "pool_held_already": 409, "linked_already": 409, "thread_moved_on": 409,
    "sample_changed_since": 409,
}  # fmt: skip


def status_of(error: KehuError) -> int:
    """422 where what was asked cannot be done for a reason of its own."""
    return _STATUSES.get(error.code, 422)
