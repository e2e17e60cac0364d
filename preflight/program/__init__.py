"""A Pulumi program: its project, its stack file, and a run of it."""
