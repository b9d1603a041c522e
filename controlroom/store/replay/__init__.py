"""The past, folded again: from a base to the moment that somebody asks for."""
