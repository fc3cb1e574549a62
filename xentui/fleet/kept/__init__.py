"""The history that outlives a console: summaries of each guest and of the host, in the folder of the jobs."""
