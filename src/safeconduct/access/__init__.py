"""Accounts, roles and need-to-know: policy.py is the whole policy."""
