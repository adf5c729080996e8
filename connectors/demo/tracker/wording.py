"""The tracker's results as text, for the model and for a person who opens the result."""

from connectors.demo.people import name_of
from connectors.demo.tracker.shapes import Issue, IssueDetails, IssueList


def issue_line(issue: Issue) -> str:
    """One line of a list."""
    facts = [issue.state, f"{issue.priority} priority", issue.team, f"assigned to {name_of(issue.assignee)}"]
    if issue.private:
        facts.append("private")
    return f"- {issue.key} · {issue.title} ({', '.join(facts)})"


def issue_list(found: IssueList) -> str:
    """The list with its count."""
    if not found.issues:
        return "No issues match."
    noun = "issue" if found.total == 1 else "issues"
    shown = "" if len(found.issues) == found.total else f", the latest {len(found.issues)} shown"
    return "\n".join([f"{found.total} {noun}{shown}:", *map(issue_line, found.issues)])


def issue_text(issue: IssueDetails) -> str:
    """Everything about one issue."""
    reported = f"{name_of(issue.reporter)} on {issue.created_at[:10]}"
    facts = [
        f"# {issue.key} · {issue.title}",
        f"State: {issue.state} · Priority: {issue.priority} · Team: {issue.team}",
        f"Assigned to: {name_of(issue.assignee)} · Reported by: {reported}",
    ]
    if issue.private:
        facts.append("Private: only its reporter sees it.")
    facts += ["", issue.description or "No description."]
    if issue.comments:
        facts += ["", "## Comments"]
        facts += [f"- {name_of(note.author)}, {note.created_at[:10]}: {note.body}" for note in issue.comments]
    return "\n".join(facts)
