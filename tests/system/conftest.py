"""A register made by the real program once; each test gets its own copy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.calling import PERIOD, Caller, template

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def ending() -> Iterator[None]:
    """End the process that calls are forked from after the last test."""
    yield
    if template.cache_info().currsize:
        with template():
            template.cache_clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands") / "register"
    call = Caller(folder.parent)
    call("init", str(folder), "--body", "Зразківська міська рада", "--programme", "Програма на 2017 рік")
    call = Caller(folder)
    for number, deadline in (("4", "Протягом року"), ("10", "Постійно"), ("7а", "до 01.07.2017")):
        call(
            *("add", number, "--title", f"Захід {number}", "--deadline", deadline),
            *("--responsible", "Загальний відділ", "--reason", "За текстом програми"),
        )
    call("set", "4", "percent=50", "text=Готуємо наради.", "--period", PERIOD, "--reason", "Подано")
    return folder


@pytest.fixture
def call(made: Path, tmp_path: Path) -> Caller:
    return Caller(Path(shutil.copytree(made, tmp_path / "register", symlinks=True)))


@pytest.fixture
def empty(tmp_path: Path) -> Caller:
    call = Caller(tmp_path)
    call("init", "register", "--body", "Зразківська міська рада", "--programme", "Програма на 2017 рік")
    return Caller(tmp_path / "register")
