"""Who is reached and who is not: figures of groups of people, the gaps between them, and whether these closed.

Every gap is between groups whose figures are shown, now and at the baseline. Nothing of a hidden group goes into it.
"""
