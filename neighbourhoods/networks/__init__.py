"""Who works with whom: links, what they measure, and the picture of a neighbourhood."""
