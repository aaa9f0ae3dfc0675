"""Work rules, one a file, and the registry that knows them by name."""

from wfm.schedule.rules.registry import RULES, rules_by_contract, rules_of, rules_schema
from wfm.schedule.rules.rule import Rule

__all__ = ["RULES", "Rule", "rules_by_contract", "rules_of", "rules_schema"]
