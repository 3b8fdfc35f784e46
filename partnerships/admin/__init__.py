"""The back office of partnerships."""

from partnerships.admin import action, consent, investment, partnership, texts, workstream

__all__ = ["action", "consent", "investment", "partnership", "texts", "workstream"]
