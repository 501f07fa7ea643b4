"""The map of the communities: folium is its frame, the figures come beside it as JSON."""
