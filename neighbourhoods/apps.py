from django.apps import AppConfig
from django.urls import register_converter


class NeighbourhoodsConfig(AppConfig):
    name = "neighbourhoods"

    def ready(self):
        from neighbourhoods import receivers  # noqa: F401  connects the receivers
        from neighbourhoods.converters import CodeConverter

        register_converter(CodeConverter, "code")
