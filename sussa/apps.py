from django.apps import AppConfig


class SussaConfig(AppConfig):
    name = "sussa"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from sussa.web import rail
        from tickets.web.turns import count_waiting

        rail.register_count("tickets:start", count_waiting)
