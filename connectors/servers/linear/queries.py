"""Every document that we send. Tests check each of them against Linear's official schema.

Documents that name only what emulate knows too also run there; the others stand on the schema and our stand-in.
"""

_PAGE = "pageInfo { hasNextPage endCursor }"
_ISSUE = """
  id identifier title url priority dueDate updatedAt
  team { id key name } state { name type } assignee { name email }
  project { id name } cycle { number name } labels(first: 10) { nodes { name } }
"""
_ISSUES = "query Issues($first: Int, $after: String, $filter: IssueFilter) { issues(first: $first, after: $after, "

VIEWER = "query Viewer { viewer { id name email } }"

ISSUES_BY_CREATION = f"{_ISSUES} filter: $filter) {{ nodes {{ {_ISSUE} }} {_PAGE} }} }}"
ISSUES_BY_UPDATE = f"{_ISSUES} filter: $filter, orderBy: updatedAt) {{ nodes {{ {_ISSUE} }} {_PAGE} }} }}"

SEARCH = f"""
query Search($term: String!, $first: Int, $after: String, $filter: IssueFilter, $comments: Boolean) {{
  searchIssues(term: $term, first: $first, after: $after, filter: $filter, includeComments: $comments) {{
    nodes {{ {_ISSUE} }} {_PAGE}
  }}
}}
"""

_WHOLE_ISSUE = f"""
  {_ISSUE} description createdAt creator {{ name }}
  comments(first: $first, after: $after) {{ nodes {{ id body createdAt user {{ name }} }} {_PAGE} }}
"""
ISSUE = f"query Issue($id: String!, $first: Int, $after: String) {{ issue(id: $id) {{ {_WHOLE_ISSUE} }} }}"
ISSUE_WITH_FAMILY = f"""
query IssueWithFamily($id: String!, $first: Int, $after: String) {{
  issue(id: $id) {{
    {_WHOLE_ISSUE} estimate parent {{ identifier title }}
    children(first: 50) {{ nodes {{ identifier title state {{ name }} }} {_PAGE} }}
  }}
}}
"""
ISSUE_TEAM = "query IssueTeam($id: String!) { issue(id: $id) { id identifier title url team { id key name } } }"

TEAMS = f"""
query Teams($first: Int, $after: String, $filter: TeamFilter) {{
  teams(first: $first, after: $after, filter: $filter) {{ nodes {{ id key name }} {_PAGE} }}
}}
"""
TEAM = f"""
query Team($id: String!) {{
  team(id: $id) {{
    id key name description activeCycle {{ id number name startsAt endsAt }}
    states(first: 100) {{ nodes {{ id name type }} {_PAGE} }}
    labels(first: 200) {{ nodes {{ id name }} {_PAGE} }}
  }}
}}
"""
TEAM_MEMBERS = f"""
query TeamMembers($id: String!, $first: Int, $after: String) {{
  team(id: $id) {{ members(first: $first, after: $after) {{ nodes {{ id name displayName email }} {_PAGE} }} }}
}}
"""
USERS = f"""
query Users($first: Int, $after: String, $filter: UserFilter) {{
  users(first: $first, after: $after, filter: $filter) {{ nodes {{ id name displayName email }} {_PAGE} }}
}}
"""
LABELS = f"""
query Labels($filter: IssueLabelFilter) {{
  issueLabels(first: 100, filter: $filter) {{ nodes {{ id name isGroup team {{ key }} }} {_PAGE} }}
}}
"""
STATES = f"""
query States($filter: WorkflowStateFilter) {{
  workflowStates(first: 100, filter: $filter) {{ nodes {{ id name type }} {_PAGE} }}
}}
"""
PROJECTS = f"""
query Projects($first: Int, $after: String, $filter: ProjectFilter) {{
  projects(first: $first, after: $after, filter: $filter) {{
    nodes {{
      id name url description progress targetDate updatedAt
      status {{ name type }} lead {{ name email }} teams(first: 10) {{ nodes {{ key }} }}
    }}
    {_PAGE}
  }}
}}
"""
PROJECT = "query Project($id: String!) { project(id: $id) { id name } }"
CYCLES = f"""
query Cycles($id: String!, $first: Int, $after: String) {{
  team(id: $id) {{ cycles(first: $first, after: $after) {{ nodes {{ id number name startsAt endsAt }} {_PAGE} }} }}
}}
"""
CYCLES_NAMED = f"""
query CyclesNamed($id: String!, $filter: CycleFilter) {{
  team(id: $id) {{ cycles(first: 2, filter: $filter) {{ nodes {{ id number name }} {_PAGE} }} }}
}}
"""

CREATE = f"""
mutation Create($input: IssueCreateInput!) {{ issueCreate(input: $input) {{ success issue {{ {_ISSUE} }} }} }}
"""
UPDATE = f"""
mutation Update($id: String!, $input: IssueUpdateInput!) {{
  issueUpdate(id: $id, input: $input) {{ success issue {{ {_ISSUE} }} }}
}}
"""
COMMENT = """
mutation Comment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id body issue { identifier title url } } }
}
"""

DOCUMENTS = (
    *(VIEWER, ISSUES_BY_CREATION, ISSUES_BY_UPDATE, SEARCH, ISSUE, ISSUE_WITH_FAMILY, ISSUE_TEAM, TEAMS, TEAM),
    *(TEAM_MEMBERS, USERS, LABELS, STATES, PROJECTS, PROJECT, CYCLES, CYCLES_NAMED, CREATE, UPDATE, COMMENT),
)
