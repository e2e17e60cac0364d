"""A check as build servers run it: what they say of a change, what they are told of it, and the comment on it."""
