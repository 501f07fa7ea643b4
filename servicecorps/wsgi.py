"""What a server loads."""

from servicecorps import create_app

app = create_app()
