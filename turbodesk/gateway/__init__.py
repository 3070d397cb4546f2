"""The network: everything that knows the gateway's addresses, its wire format and its failures."""
