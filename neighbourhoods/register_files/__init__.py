"""Files of groups and grants: read, compared with the register, and written out again.

A file is first planned: every row is understood or has a fault, and the plan says what importing would make and change.
Good rows can be imported although others are faulty.
"""
