"""Inviting people to answer on line: addresses, QR codes, posters, personal links, and the registers they come from."""
