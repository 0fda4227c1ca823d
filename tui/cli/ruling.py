"""`config`: the rules of the register, read and changed; each change is one commit."""

from __future__ import annotations

import click

from records.staff.ruling import all_rules, plain, rule, rule_keys, rule_text, typed_rules
from records.values.changes import Action, Change, Edit
from records.values.layout import REGISTER
from tui.cli.framework import Group, Session, explained
from tui.cli.options import with_json
from tui.cli.output import tell, tell_json
from tui.cli.saving import check_allowed, save_settings
from tui.cli.values import typed_texts


@click.group("config", cls=Group, help="Read and change the rules of the register.")
def config_command() -> None:
    """Group the commands for rules."""


@config_command.command("get", help="Print a rule, or all of them.")
@click.argument("key", required=False)
@with_json
@click.pass_obj
def get_rules(session: Session, key: str | None, *, as_json: bool) -> None:
    """Print rules in the form that `set` takes."""
    rules = session.register.rules()
    if as_json:
        tell_json(plain(all_rules(rules) if key is None else rule(rules, key)))
    elif key is not None:
        tell(rule_text(rules, key))
    else:
        for each in rule_keys():
            tell(f"{each}={rule_text(rules, each)}")


@config_command.command(
    "set", help="Change rules; a list is written as JSON, an empty value is the usual one."
)
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE...")
@explained
@click.pass_obj
def set_rules(session: Session, values: tuple[str, ...], reason: str, basis: str) -> None:
    """Save changed rules."""
    snapshot = session.register.snapshot()
    check_allowed(session, snapshot, [REGISTER])
    edit = Edit(REGISTER, typed_rules(typed_texts(values, rule_keys())))
    save_settings(session, Change(Action.REGISTER, (edit,), reason, basis), snapshot)
