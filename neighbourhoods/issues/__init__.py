"""Issues that residents raised: their clocks, their story, what agencies and residents read of them."""
