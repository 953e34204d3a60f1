"""Two programmes made of published files, through the same actions as any other: Trafford's official statistics, and
Afrobarometer's surveys of Tunisia."""
