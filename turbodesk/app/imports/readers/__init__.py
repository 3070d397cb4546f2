"""One module a program, each with `recognise(container)`; see `recognition`."""
