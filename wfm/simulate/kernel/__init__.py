"""The compiled engine: the same model and contacts as the SimPy engine, a concept a file."""
