"""Alerts to the companies of a sector, as the centre writes, releases and follows them."""
