"""Sample years for a first look: made-up people, real communities, the report's opening figures."""
