"""Proof that the tests see the rules: each rule's code is changed in every small way, and a test must turn red.

`make mutants` runs all of it; `python -m tests.mutants --module connectors/policy/tool_levels.py` one module.
"""
