"""Rules that several people keep together, one a file, and the registry that knows them."""

from wfm.schedule.joint.joint_rule import JointRule
from wfm.schedule.joint.registry import JOINT_RULES, joint_rules_of, joint_rules_schema

__all__ = ["JOINT_RULES", "JointRule", "joint_rules_of", "joint_rules_schema"]
