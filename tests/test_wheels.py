"""Wheels for the browser: from the cache, a folder, an address, else the carrier; by their hash."""

import hashlib
import importlib.util
import io
import zipfile
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "docs" / "live" / "wheels.py"
FILE = "six-1.0-py3-none-any.whl"


def archive(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("six.py", text)
    return buffer.getvalue()


DATA = archive("right")


@pytest.fixture
def wheels(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("wheels", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    entry = {"file_name": FILE, "sha256": hashlib.sha256(DATA).hexdigest()}
    monkeypatch.setattr(module, "lock", lambda: {"packages": {"six": entry}})
    monkeypatch.setattr(module, "CACHE", tmp_path / "cache")

    def carried(folder):
        raise module.NotFound("no carrier here")

    monkeypatch.setattr(module, "carried", carried)
    monkeypatch.delenv(module.VARIABLE, raising=False)
    return module


def test_a_folder_that_is_named_and_then_the_cache(wheels, monkeypatch, tmp_path):
    (tmp_path / FILE).write_bytes(DATA)
    with pytest.raises(wheels.NotFound, match="no carrier"):
        wheels.fetch(["six"])
    monkeypatch.setenv(wheels.VARIABLE, str(tmp_path))
    assert wheels.fetch(["six"])["six"].read("six.py") == b"right"
    monkeypatch.delenv(wheels.VARIABLE)
    (tmp_path / FILE).unlink()
    assert wheels.fetch(["six"])["six"].read("six.py") == b"right"


def test_an_address_that_is_named(wheels, monkeypatch, tmp_path):
    (tmp_path / FILE).write_bytes(DATA)
    monkeypatch.setenv(wheels.VARIABLE, f"{tmp_path.as_uri()}/")
    assert wheels.fetch(["six"])["six"].read("six.py") == b"right"


@pytest.mark.parametrize("where", ["cache", "named"])
def test_what_has_another_hash_is_refused(wheels, monkeypatch, tmp_path, capsys, where):
    folder = tmp_path / where
    folder.mkdir()
    (folder / FILE).write_bytes(archive("wrong"))
    monkeypatch.setenv(wheels.VARIABLE, str(folder))
    with pytest.raises(wheels.NotFound):
        wheels.fetch(["six"])
    assert f"{FILE} from {folder} is not the file" in capsys.readouterr().out
    monkeypatch.setattr(wheels, "carried", lambda folder: lambda name: archive("wrong"))
    with pytest.raises(wheels.NotFound, match=f"no source has {FILE}; set RELURIDGE_WHEELS"):
        wheels.fetch(["six"])
    monkeypatch.setattr(wheels, "carried", lambda folder: lambda name: DATA)
    assert wheels.fetch(["six"])["six"].read("six.py") == b"right"
    assert (wheels.CACHE / FILE).read_bytes() == DATA
