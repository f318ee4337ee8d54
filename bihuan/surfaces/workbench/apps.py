from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "bihuan.surfaces.workbench"
    label = "workbench"
