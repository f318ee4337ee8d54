"""The names of built files, and what is said when they are not built."""

from pathlib import Path

import pytest
from django.test import Client, override_settings

from config.static import BuiltStorage, FrontEndNotBuilt


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "manifest.json").write_text('{"app.js": "app-ABCD2345.js"}')
    return tmp_path


def test_a_template_names_the_plain_file_and_gets_the_built_one(built: Path) -> None:
    with override_settings(STATICFILES_DIRS=[built]):
        assert BuiltStorage().url("build/app.js") == "/static/build/app-ABCD2345.js"


def test_a_file_outside_the_build_keeps_its_name(built: Path) -> None:
    with override_settings(STATICFILES_DIRS=[built]):
        assert BuiltStorage().url("seal.png") == "/static/seal.png"


def test_a_file_the_build_does_not_have_is_named_with_the_remedy(built: Path) -> None:
    message = r"no desk\.js: run `make setup`"
    with (
        override_settings(STATICFILES_DIRS=[built]),
        pytest.raises(FrontEndNotBuilt, match=message),
    ):
        BuiltStorage().url("build/desk.js")


def test_a_front_end_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    folder, message = override_settings(STATICFILES_DIRS=[tmp_path]), "run `make setup`"
    with folder, pytest.raises(FrontEndNotBuilt, match=message):
        BuiltStorage().url("build/app.js")


@pytest.mark.django_db
def test_built_files_are_served_compressed_and_kept_by_browsers_for_ever() -> None:
    address = BuiltStorage().url("build/app.js")
    response = Client().get(address, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    assert "immutable" in response["Cache-Control"]
    response.close()
