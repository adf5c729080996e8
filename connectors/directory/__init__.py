"""The Connectors Directory as data (listings.toml) and its loader."""
