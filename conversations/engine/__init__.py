"""Runs turns: claim, model step, tool batch, until done. No ORM call on the loop."""
