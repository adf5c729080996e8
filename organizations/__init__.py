"""People, plans, roles, projects, the audit log, and the wall between organizations."""
