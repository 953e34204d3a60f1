"""Answers on paper: how far the forms of a wave are, and what keying makes of them."""
