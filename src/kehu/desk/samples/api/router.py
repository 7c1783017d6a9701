"""The room's addresses: one router, since reading and writing share them."""

from ninja import Router

router = Router(tags=["samples"])
