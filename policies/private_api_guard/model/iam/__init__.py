"""Roles, policy documents and what is kept behind them."""
