"""Stipple: the front desk of a scalp-micropigmentation clinic."""
