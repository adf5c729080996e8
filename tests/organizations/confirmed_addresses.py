"""accounts-A3 as a table: which addresses confirm the account of nora@x.example. Python and SQL are held to it."""

OWN = "nora@x.example"
Addresses = list[tuple[str, bool, bool]]
"""(address, whether it is the primary one, whether it was confirmed)"""
CASES: list[tuple[Addresses, bool]] = [
    ([], False),
    ([(OWN, False, False)], False),
    ([(OWN, True, False)], False),
    ([(OWN, False, True)], False),
    ([("other@x.example", True, True)], False),
    ([(OWN, True, False), ("other@x.example", False, True)], False),
    ([(OWN, False, True), ("other@x.example", True, True)], False),
    ([(OWN, True, True)], True),
    ([("Nora@X.example", True, True)], True),
    ([(OWN, True, True), ("other@x.example", False, False)], True),
]
