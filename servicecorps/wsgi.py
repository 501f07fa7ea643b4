"""What a server loads."""

import gc

from servicecorps import create_app

app = create_app()
# What the start leaves behind stays: no need to look through it for rubbish ever again.
gc.collect()
gc.freeze()
