"""Input and output shapes; output names end in nothing, input names say what they are for."""
