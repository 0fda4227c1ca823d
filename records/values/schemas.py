"""JSON Schemas of a register's files, made from the model, so that editors can check hand-written TOML."""

from __future__ import annotations

from typing import Any

from records.errors import Misused
from records.values.model import Measure, Officers, PeriodRecord, Progress, Rules, Units
from records.values.periods import Period

_KINDS = {
    "register": Rules,
    "units": Units,
    "officers": Officers,
    "measure": Measure,
    "progress": Progress,
    "period": PeriodRecord,
}
_PERIOD = r"^(19|20|21)[0-9]{2}(-(Q[1-4]|H[12]))?$"


def names() -> tuple[str, ...]:
    """Return the kinds of files for which there is a schema."""
    return tuple(_KINDS)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) for one kind of file; raise `Misused` for an unknown kind.

    TOML dates and times are described as strings with a format. Unknown keys are allowed, because prozvit
    keeps them.
    """
    import msgspec

    if name not in _KINDS:
        raise Misused("There is no schema “{name}”. There are: {known}.", name=name, known=", ".join(_KINDS))
    (made,), definitions = msgspec.json.schema_components([_KINDS[name]], schema_hook=_period)
    root = definitions.pop(made["$ref"].rpartition("/")[2])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:prozvit:{name}"}
    tidy: dict[str, Any] = _tidy(head | root | ({"$defs": definitions} if definitions else {}))
    return tidy


def _period(kind: type) -> dict[str, Any]:
    if kind is Period:
        return {"type": "string", "pattern": _PERIOD, "examples": ["2017-Q4"]}
    raise NotImplementedError


def _tidy(value: Any) -> Any:
    """Return a schema adapted to TOML: without null, which TOML lacks, and with the format of times."""
    if isinstance(value, (list, tuple)):
        return [_tidy(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    tidy = {key: _tidy(inner) for key, inner in value.items()}
    if tidy.get("default", "") is None:
        del tidy["default"]
    match tidy.get("anyOf"):
        case [dict() as only, {"type": "null"}]:
            del tidy["anyOf"]
            tidy |= only
    if isinstance(tidy.get("description"), str):
        tidy["description"] = " ".join(tidy["description"].split())
    # msgspec adds a format only to times that must have an offset; `validation` refuses a time without one.
    if tidy.get("at") == {"type": "string"}:
        tidy["at"] = {"type": "string", "format": "date-time"}
    return tidy
