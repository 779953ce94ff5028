"""One's own account: second factors, passkeys, passphrase and sessions, for desk and corridors."""
