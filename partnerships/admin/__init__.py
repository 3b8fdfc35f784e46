"""The back office of partnerships."""

from partnerships.admin import action, consent, imports, investment, partnership, texts, workstream

__all__ = ["action", "consent", "imports", "investment", "partnership", "texts", "workstream"]
