"""Settings, routes, processes, the command line, the table of scheduled duties."""
