"""Pages of a household and a community, with their whole history."""
