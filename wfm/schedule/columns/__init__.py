"""Whole tours as columns: a master program over them, priced by everybody's dynamic program."""
