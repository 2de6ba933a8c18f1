from django.apps import AppConfig


class SussaConfig(AppConfig):
    name = "sussa"
    default_auto_field = "django.db.models.BigAutoField"
