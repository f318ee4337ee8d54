"""Where the built front end is found and how a template names its files."""

import json
from functools import cached_property

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

MANIFEST = "build/manifest.json"


class FrontEndNotBuilt(Exception):
    """The folder of built scripts and styles is missing or older than the template."""


class BuiltStorage(StaticFilesStorage):
    """`{% static 'build/app.js' %}` becomes the address of the built file with its digest.

    The build writes digests into file names itself and lists them in a manifest, so nothing has
    to be collected at start-up and a browser may keep a file for ever.
    """

    @cached_property
    def built(self) -> dict[str, str]:
        """File name in a template -> file name on the disk, both without the folder."""
        path = finders.find(MANIFEST)
        if path is None:
            raise FrontEndNotBuilt("The front end is not built: run `make setup`.")
        with open(path, encoding="utf-8") as file:
            names: dict[str, str] = json.load(file)
        return names

    def url(self, name: str | None) -> str:
        """Return the address of `name`; raise `FrontEndNotBuilt` for a build file not built."""
        if name is None or not name.startswith("build/"):
            return super().url(name)
        short = name.removeprefix("build/")
        if short not in self.built:
            raise FrontEndNotBuilt(f"The front end has no {short}: run `make setup`.")
        return super().url(f"build/{self.built[short]}")
