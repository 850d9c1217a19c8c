"""The institution's drug list: stock, expiry, class, price, a pharmacist's confirmation, and taking a list in."""
