"""Work rules, one a file, and the registry that knows them by name."""

from wfm.schedule.rules.book import RuleBook, rule_book
from wfm.schedule.rules.registry import RULES, rules_of, rules_schema
from wfm.schedule.rules.rule import Rule

__all__ = ["RULES", "Rule", "RuleBook", "rule_book", "rules_of", "rules_schema"]
