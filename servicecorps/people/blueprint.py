"""The blueprint that the pages of this room share; views.py brings them together."""

from flask import Blueprint

bp = Blueprint("people", __name__)
