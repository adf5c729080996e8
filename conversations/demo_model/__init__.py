"""The demo model: rules, not an LLM, behind the Messages API. Never imports Django."""

MODEL_ID = "switchboard-demo-rules"
MODEL_NAME = "Switchboard demo model (rules, not an LLM)"
