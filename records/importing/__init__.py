"""Reports that councils have, read into a register: a table from a file, then one change."""

from records.importing.account import Account, ImportPlan, Outcome
from records.importing.plan import plan_import
from records.importing.reports import plan_report
from records.importing.source import read_report

__all__ = ["Account", "ImportPlan", "Outcome", "plan_import", "plan_report", "read_report"]
