"""Services at a time agreed with the customer."""
