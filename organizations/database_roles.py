"""The roles of the database (deploy/postgres/roles.sql makes them), beside the owner, who migrates and never serves."""

# Web and worker log in as this one: it owns nothing and is under the policies.
APP = "switchboard_app"
# `tenancy.everywhere`: reads ids and states of every organization, and writes nothing.
EVERYWHERE = "switchboard_everywhere"
# `tenancy.as_operator`: writes plans, countries, listings and who is staff, and reads no organization's contents.
# It has a login of its own; the application's cannot become it.
OPERATOR = "switchboard_operator"

SERVING = (APP, EVERYWHERE, OPERATOR)
