"""Where gateways pass on what people write by message. No page, no session, no cookie."""
