"""The folium frame: the map object, its layers, its script and the files it asks for.

Importing this module imports folium (half a second), so whoever needs it imports it late.
No text that somebody typed goes through folium: its popups would run it as script.
"""

from dataclasses import dataclass

import folium
from branca.element import Figure
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

# South-west and north-east of the served districts, and how far the map can be dragged.
SERVED = ((36.04, 120.10), (36.36, 120.71))
REGION = ((35.3, 119.3), (36.9, 121.5))
NEAREST, FARTHEST = 16, 9


@dataclass(frozen=True)
class Addresses:
    """Where the browser fetches ground and dots, and what draws these; the static files by name.

    The static files are (folium's name, path); tiles are addresses with {z}, {x} and {y}.
    """

    ground: str
    dots: str
    drawer: str
    scripts: tuple[tuple[str, str], ...]
    styles: tuple[tuple[str, str], ...]
    tiles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """The parts of a folium map, to be put into a page of our own; files as static paths."""

    html: str
    script: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


class Drawing(folium.Map):
    """A folium map without foreign files, inline styles and random names."""

    _template = Template("""
        {% macro html(this, kwargs) %}<div class="map-ground" id="{{ this.get_name() }}"></div>
        {%- endmacro %}
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }},
                {{ this.options|tojavascript }});
            {{ this.get_name() }}.attributionControl.setPrefix(false);
            {{ this.get_name() }}.fitBounds({{ this.view|tojavascript }}, {padding: [6, 6]});
        {% endmacro %}
        """)

    def __init__(self, addresses: Addresses) -> None:
        south_west, north_east = REGION
        super().__init__(
            location=SERVED[0],
            tiles=None,
            zoom_control=False,
            min_lat=south_west[0],
            min_lon=south_west[1],
            max_lat=north_east[0],
            max_lon=north_east[1],
            max_bounds=True,
            # As keywords they would only reach a tile layer, and there is none.
            minZoom=FARTHEST,
            maxZoom=NEAREST,
            zoomSnap=0.25,
            zoomDelta=0.5,
            maxBoundsViscosity=0.8,
        )
        self._id = "main"
        self.view = [list(corner) for corner in SERVED]
        # On the object: the lists of the class are shared by every map of the process.
        self.default_js = list(addresses.scripts)
        self.default_css = list(addresses.styles)


class Tiled(folium.TileLayer):
    """A layer of tiles. Whom to name for it stands at the edge of the map, as text."""

    def __init__(self, number: int, address: str) -> None:
        super().__init__(
            address,
            attr=" ",
            name=f"tiles_{number}",
            overlay=True,
            min_zoom=FARTHEST,
            # Servers of tiles want to know who asks, and no more than that.
            referrer_policy="strict-origin",
        )
        self._name, self._id = "Tiles", str(number)


class Drawn(JSCSSMixin, Layer):
    """A layer drawn by our own script from one address."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = {{ this.drawer }}(
                {{ this._parent.get_name() }}, {{ this.address|tojson }});
        {% endmacro %}
        """)

    def __init__(self, name: str, drawer: str, address: str) -> None:
        super().__init__(name=name, overlay=True)
        self._name, self._id = name, "main"
        self.drawer, self.address = drawer, address


def build(addresses: Addresses) -> Frame:
    """Return the parts of the map; the same addresses give the same bytes."""
    drawing = Drawing(addresses)
    for number, address in enumerate(addresses.tiles):
        Tiled(number, address).add_to(drawing)
    Drawn("Ground", "Corps.base", addresses.ground).add_to(drawing)
    Drawn("Dots", addresses.drawer, addresses.dots).add_to(drawing)
    figure = drawing.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 – folium puts every map into one
    drawing.render()  # type: ignore[no-untyped-call]  # typed neither in folium nor in branca
    script = "\n".join(line.strip() for line in figure.script.render().splitlines() if line.strip())
    return Frame(
        html=figure.html.render().strip(),
        script=f'"use strict";\n{script}\n',
        scripts=tuple(path for _, path in drawing.default_js),
        styles=tuple(path for _, path in drawing.default_css),
    )
