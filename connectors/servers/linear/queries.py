"""Every document that we send. Tests check each of them against Linear's official schema."""

VIEWER = "query Viewer { viewer { id name email } }"

TEAMS = """
query Teams($after: String) {
  teams(first: 50, after: $after) { nodes { id key name } pageInfo { hasNextPage endCursor } }
}
"""

COMMENT = """
mutation Comment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id body url issue { identifier title url } } }
}
"""
