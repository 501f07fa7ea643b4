"""What a server loads."""

from servicecorps import create_app
from servicecorps.serving import freeze

app = create_app()
freeze()
