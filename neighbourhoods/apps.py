from django.apps import AppConfig


class NeighbourhoodsConfig(AppConfig):
    name = "neighbourhoods"

    def ready(self):
        from neighbourhoods import receivers  # noqa: F401  connects the receivers
