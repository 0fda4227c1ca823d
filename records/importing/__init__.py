"""Reports that councils have, read into a register: a table from a file, then one change."""

from records.importing.plan import Account, ImportPlan, Outcome, plan_import
from records.importing.source import read_report

__all__ = ["Account", "ImportPlan", "Outcome", "plan_import", "read_report"]
