"""What a computer sends of its database to a person's others, and how what comes from them becomes one with it.

Everything here is a job, or what a job calls: a plain function of one connection, inside one transaction. Nothing here
knows storage, keys or sealing. Read `schema` first, then `registers`; `outgoing` and `incoming` say what records are.
"""
