"""What a change of a repository does to stacks: each judged beside the others, and beside itself as it was."""
