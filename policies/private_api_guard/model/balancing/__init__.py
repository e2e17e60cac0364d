"""Elastic Load Balancing: balancers, listeners, target groups and what is registered in them."""
