"""The run on one machine: embedded PostgreSQL and Valkey, and the supervisor of the product's processes."""
