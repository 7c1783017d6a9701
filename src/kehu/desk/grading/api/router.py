"""The room's addresses."""

from ninja import Router

router = Router()
