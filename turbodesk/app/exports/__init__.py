"""Takes chats out of the program, into files of other programs: one module for each kind of file."""
