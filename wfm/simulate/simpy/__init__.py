"""The readable engine: a contact center in SimPy, a concept a file, as in the compiled one."""
