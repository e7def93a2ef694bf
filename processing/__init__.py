"""Matching, rules, cases, decisions, and the recipes of the stages."""
