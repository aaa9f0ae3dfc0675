"""Requirements and contracts into a roster of named people."""
