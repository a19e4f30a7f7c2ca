"""Dagster assets: what the night makes, in the order of the layers."""
