"""`config`: the rules of the register, read and changed, each change one commit."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from records.changes import Action, Change, Edit
from records.layout import REGISTER
from records.ruling import all_rules, rule, rule_keys, typed_rules
from tui.cli.framework import Group, Session, explained
from tui.cli.output import tell, tell_json
from tui.cli.saving import check_allowed, save_settings
from tui.cli.values import typed_texts

if TYPE_CHECKING:
    from records.model import Rules


@click.group("config", cls=Group, help="Read and change the rules of the register.")
def config_command() -> None:
    """Hold the commands on rules."""


@config_command.command("get", help="Print a rule, or all of them.")
@click.argument("key", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def get_rules(session: Session, key: str | None, *, as_json: bool) -> None:
    """Print rules as `set` takes them."""
    rules = session.register.rules()
    if as_json:
        tell_json(_plain(all_rules(rules) if key is None else rule(rules, key)))
    elif key is not None:
        tell(_written(rules, key))
    else:
        for each in rule_keys():
            tell(f"{each}={_written(rules, each)}")


@config_command.command(
    "set", help="Change rules; a list is written as JSON, an empty value is the usual one."
)
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@explained
@click.pass_obj
def set_rules(session: Session, values: tuple[str, ...], reason: str, basis: str) -> None:
    """Save rules."""
    snapshot = session.register.snapshot()
    check_allowed(session, snapshot, [REGISTER])
    edit = Edit(REGISTER, typed_rules(typed_texts(values, rule_keys())))
    save_settings(session, Change(Action.REGISTER, (edit,), reason, basis), snapshot.commit)


def _written(rules: Rules, key: str) -> str:
    """Return a rule's value as a person would type it."""
    value = _plain(rule(rules, key))
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days as texts, nothing as null."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
