"""Linear's official schema refuses what Linear would refuse."""

from typing import Any

import pytest

from tests.services.linear_schema import query_faults
from tests.services.shared import SHARED

pytestmark = [
    # Reading the schema takes seconds; `make test` does so once, where our documents are (test_linear_documents.py).
    pytest.mark.services,
    pytest.mark.skipif(not (SHARED / "specs").is_dir(), reason="../shared/specs is not there"),
]

CREATE = "mutation($input: IssueCreateInput!){issueCreate(input:$input){success issue{id}}}"


@pytest.mark.parametrize(
    ("query", "variables", "words"),
    [
        ("{viewer{id name}}", {}, ""),
        (CREATE, {"input": {"teamId": "t", "title": "x"}}, ""),
        ("{viewer{nmae}}", {}, "Cannot query field 'nmae'"),
        ('mutation{issueCreate(input:{title:"x"}){success}}', {}, "teamId"),
        (CREATE, {"input": {"title": "x"}}, "teamId"),
        (CREATE, {"input": {"teamId": "t", "titel": "x"}}, "titel"),
        (CREATE, {}, "'$input'"),
        ("{viewer{id}}", {"id": "x"}, "Variable '$id' is not declared."),
        ('{issueSearch(query:"x"){nodes{id}}}', {}, "'issueSearch' is deprecated"),
    ],
)
def test_faults_of_a_query_and_its_variables_are_named(query: str, variables: dict[str, Any], words: str) -> None:
    faults = query_faults(query, variables)
    assert bool(faults) == bool(words)
    assert words in " ".join(faults)
