"""Import of existing reports: read a file into a table, then plan the single change that imports it."""

from records.importing.account import Account, ImportPlan, Outcome
from records.importing.plan import plan_import
from records.importing.reports import period_of, plan_report
from records.importing.source import read_report

__all__ = ["Account", "ImportPlan", "Outcome", "period_of", "plan_import", "plan_report", "read_report"]
