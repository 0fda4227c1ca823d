"""The JSON Schemas of a register's files."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from records.errors import Misused
from records.values import model
from records.values.schemas import names, schema

KINDS = {
    "register": model.Rules,
    "units": model.Units,
    "officers": model.Officers,
    "measure": model.Measure,
    "progress": model.Progress,
    "period": model.PeriodRecord,
}


def objects(name: str) -> dict[str, dict[str, Any]]:
    """Return a schema's objects by the names of their classes."""
    whole = schema(name)
    parts = [whole, *whole.get("$defs", {}).values()]
    return {each["title"]: each for each in parts if each.get("type") == "object"}


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for inner in value.values() for found in references(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in references(inner)]
    return []


def test_names() -> None:
    """There is a schema for each of the six kinds of files."""
    assert tuple(KINDS) == names()


@pytest.mark.parametrize("name", names())
def test_fields(name: str) -> None:
    """Every key of the model is in the schema, named as in files; keys without a default are required."""
    for title, table in objects(name).items():
        fields = msgspec.structs.fields(getattr(model, title))
        assert {field.encode_name for field in fields} == set(table["properties"])
        assert {field.encode_name for field in fields if field.required} == set(table.get("required", []))


@pytest.mark.parametrize("name", names())
def test_whole(name: str) -> None:
    """A schema is valid JSON, refers only to itself, names its dialect, and does not allow null."""
    made = schema(name)
    assert made == json.loads(json.dumps(made))
    assert made["$schema"].endswith("2020-12/schema")
    for reference in references(made):
        assert reference.rpartition("/")[2] in made["$defs"]
    assert "null" not in json.dumps(made)


def test_values() -> None:
    """Enumerations, limits, patterns, dates and times match the model."""
    progress = schema("progress")
    assert sorted(model.Status) == progress["$defs"]["Status"]["enum"]
    assert progress["properties"]["percent"] == {"type": "integer", "minimum": 0, "maximum": 100}
    assert progress["properties"]["completed"] == {"type": "string", "format": "date"}
    assert progress["properties"]["text"]["maxLength"] == model.LONGEST_TEXT
    assert progress["$defs"]["Review"]["properties"]["at"] == {"type": "string", "format": "date-time"}
    retired = schema("measure")["properties"]["retired"]
    assert re.search(retired["pattern"], "2017-Q4")
    assert not re.search(retired["pattern"], "2017-Q5")
    assert {"from", "to"} <= set(schema("register")["$defs"]["Programme"]["required"])


def test_unknown_keys() -> None:
    """Unknown keys are allowed, since the register keeps them."""
    assert all("additionalProperties" not in table for table in objects("progress").values())


def test_unknown_name() -> None:
    """An unknown name is an error that lists the existing ones."""
    with pytest.raises(Misused, match="register, units, officers"):
        schema("reports")
