"""Two programmes made of published files, through the same actions as any other: the official statistics of
Trafford, and Afrobarometer's surveys of Tunisia.
"""
