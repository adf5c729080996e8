"""A product of one module, for the test of the tool itself."""
