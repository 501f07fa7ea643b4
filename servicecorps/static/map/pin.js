/* Where a community is: a tap on the map, or the phone's own position, fills the two numbers. */
"use strict";

(function () {
  const NEAR = 12.5;

  const Pin = Corps.Painter.extend({
    put: function (lat, lon) {
      this.at = [Corps.worldX(lon), Corps.worldY(lat)];
      this.redraw();
    },
    paint: function (context, view) {
      if (!this.at) { return; }
      const x = this.at[0] * view.scale - view.left, y = this.at[1] * view.scale - view.top;
      context.beginPath();
      context.arc(x, y, 9, 0, 2 * Math.PI);
      context.fillStyle = view.colours.focus;
      context.globalAlpha = 0.85;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 3;
      context.strokeStyle = view.colours.sheet;
      context.stroke();
    },
  });

  function field(name) { return document.querySelector("[name=" + name + "]"); }

  function write(lat, lon, crs, digits) {
    field("lat_deg").value = lat.toFixed(digits);
    field("lon_deg").value = lon.toFixed(digits);
    field("crs").value = crs;
    field("lat_deg").dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A phone's position is rounded to three decimals, about a hundred metres: the office, not a door. */
  function phone(map, pin, box) {
    const button = box.querySelector("[data-here]"), said = box.querySelector("[data-said]");
    if (!button || !navigator.geolocation || !window.isSecureContext) { return; }
    button.hidden = false;
    button.addEventListener("click", () => {
      said.textContent = said.dataset.waiting;
      navigator.geolocation.getCurrentPosition((found) => {
        const place = found.coords;
        write(place.latitude, place.longitude, "wgs84", 3);
        said.textContent = said.dataset.found.replace("#", Math.round(place.accuracy));
        if (box.dataset.crs === "wgs84") {
          pin.put(Number(field("lat_deg").value), Number(field("lon_deg").value));
          map.setView([place.latitude, place.longitude], NEAR, { animate: false });
        }
      }, () => { said.textContent = said.dataset.failed; },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
    });
  }

  Corps.pin = function (map) {
    const pin = new Pin(), box = map.getContainer().closest("[data-crs]");
    const near = [Number(box.dataset.lat), Number(box.dataset.lon)];
    if (box.dataset.lat) { map.setView(near, NEAR, { animate: false }); }
    if (box.dataset.placed) { pin.put(near[0], near[1]); }
    map.on("click", (event) => {
      pin.put(event.latlng.lat, event.latlng.lng);
      write(event.latlng.lat, event.latlng.lng, box.dataset.crs, 5);
    });
    phone(map, pin, document.getElementById("place"));
    document.getElementById("map-in").addEventListener("click", () => map.zoomIn(1));
    document.getElementById("map-out").addEventListener("click", () => map.zoomOut(1));
    map.getContainer().dataset.drawn = map.getContainer().dataset.named = "1";
    return pin;
  };
}());
