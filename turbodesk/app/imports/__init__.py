"""Brings chats from other programs: one small reader a program, one door for all of them.

    container.py     what was chosen: zips, folders, several files, one JSON; members by name, bytes within bounds
    json_stream.py   JSON a value at a time, however large the file
    chats.py         what a reader yields: chats of nodes, files by pointer, projects
    findings.py      what a reader could not bring, in words for the person
    values.py        tolerant looks at a stranger's JSON, links and fences in Markdown
    recognition.py   `SourceArchive`, which a reader makes, and the list of readers
    readers/         one file a program

To read one more program: write `readers/<program>.py` with a function `recognise(container)` that returns its
`SourceArchive`, or None where the files are another program's, and name the module in `recognition.READERS`.

Readers know nothing of the database. They say what the files hold, in the files' own ids, and keep going: what is odd
is left out and counted. How it becomes a chat here (the tree, runs of nodes that are one reply, ids, files by hash,
what a second import adds) is the same for all of them and lives once, behind them.
"""
