from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What two apps already share; no table of its own."""

    name = "core"
