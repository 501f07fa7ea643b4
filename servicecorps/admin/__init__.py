"""Administration: the audit, files in clear, and the end of keeping."""
