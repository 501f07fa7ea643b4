/* The map beyond the screen: saved as a picture, and printed. */
"use strict";

/* Save what the map shows as a picture, with title, legend and the word about its borders. */
(function () {
  const EDGE = 16, LINE = 26, NARROW = 600;

  function rows() {
    return Array.from(document.querySelectorAll("#map-legend li"), (item) => ({
      mark: item.querySelector("canvas"),
      text: item.querySelector("span:not(.map-mark)").textContent,
      count: item.querySelector("b").textContent,
    }));
  }

  function card(context, box, colours) {
    context.fillStyle = colours.sheet;
    context.globalAlpha = 0.94;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    context.strokeStyle = colours.border;
    context.lineWidth = 1;
    context.strokeRect(box.x, box.y, box.width, box.height);
  }

  function write(context, text, font, colour, x, y, align) {
    context.font = font;
    context.fillStyle = colour;
    context.textAlign = align || "left";
    context.fillText(text, x, y);
  }

  function widest(context, font, texts) {
    context.font = font;
    return texts.reduce((most, text) => Math.max(most, context.measureText(text).width), 0);
  }

  /* Title and days at the top left, as on the screen. */
  function title(context, colours) {
    const head = document.querySelector(".map-head"), large = "600 20px " + colours.font;
    const small = "15px " + colours.font;
    const texts = [head.querySelector("h1").textContent, head.querySelector("p").textContent];
    const width = Math.max(widest(context, large, [texts[0]]), widest(context, small, [texts[1]]));
    card(context, { x: EDGE, y: EDGE, width: width + 2 * EDGE, height: 2 * EDGE + 2 * LINE },
      colours);
    write(context, texts[0], large, colours.ink, 2 * EDGE, 2 * EDGE + LINE / 2);
    write(context, texts[1], small, colours.quiet, 2 * EDGE, 2 * EDGE + 1.5 * LINE);
  }

  /* How large the legend is, and how high each of its rows. */
  function measured(context, colours) {
    const list = rows(), marks = list.reduce((most, row) => Math.max(most, 2 * row.mark.half), 0);
    const words = widest(context, "600 15px " + colours.font,
      list.map((row) => row.text + row.count));
    const heights = list.map((row) => Math.max(LINE, 2 * row.mark.half));
    return {
      rows: list, marks: marks, heights: heights, width: marks + words + 44 + 2 * EDGE,
      height: heights.reduce((sum, one) => sum + one, 2 * EDGE),
    };
  }

  function legend(context, colours, found, right, foot) {
    const box = { x: right - found.width, y: foot - found.height, width: found.width,
      height: found.height };
    card(context, box, colours);
    const left = box.x + EDGE;
    let y = box.y + EDGE;
    found.rows.forEach((row, at) => {
      const middle = y + found.heights[at] / 2, size = 2 * row.mark.half;
      context.drawImage(row.mark, left + (found.marks - size) / 2, middle - size / 2, size, size);
      write(context, row.text, "15px " + colours.font, colours.ink, left + found.marks + 12, middle);
      write(context, row.count, "600 15px " + colours.font, colours.ink, right - EDGE, middle,
        "right");
      y += found.heights[at];
    });
  }

  /* On a narrow map the legend would cover half of it: there it stands below. */
  function drawn(map) {
    const sheet = map.corpsSheet, view = sheet.view(), size = map.getSize();
    sheet.saving = true;
    sheet.draw();
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
    const found = measured(context, view.colours);
    const height = size.x < NARROW ? size.y + found.height + 2 * EDGE : size.y;
    canvas.width = size.x * view.ratio;
    canvas.height = height * view.ratio;
    context.scale(view.ratio, view.ratio);
    context.textBaseline = "middle";
    context.fillStyle = view.colours.sea;
    context.fillRect(0, 0, size.x, height);
    const corner = map.layerPointToContainerPoint(view.bounds.min), whole = view.bounds.getSize();
    context.save();
    context.beginPath();
    context.rect(0, 0, size.x, size.y);
    context.clip();
    context.drawImage(sheet.getCanvas(), corner.x, corner.y, whole.x, whole.y);
    context.restore();
    sheet.saving = false;
    sheet.draw();
    title(context, view.colours);
    legend(context, view.colours, found, size.x - EDGE, height - EDGE);
    const edge = document.querySelector(".map-attr");
    write(context, [edge.textContent, edge.dataset.made].filter((one) => one).join(" · "),
      "13px " + view.colours.font, view.colours.ink, EDGE, height - EDGE);
    return canvas;
  }

  /* Offer the picture as a file named after what it shows. */
  Corps.picture = function (map) {
    drawn(map).toBlob((blob) => {
      const link = document.createElement("a");
      const head = document.querySelector(".map-head");
      link.download = head.querySelector("h1").textContent + "-" + Corps.asked(map).name + ".png";
      link.href = URL.createObjectURL(blob);
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }, "image/png");
  };
}());

/* Printing: the map takes the size of the paper before the browser takes its picture of the page,
   and its old size and place afterwards. All of it at once: nobody waits for a frame here. */
(function () {
  const root = document.documentElement;

  /* The communities on the screen are what is printed, as large as the paper allows. */
  function shown(map, dots) {
    const bounds = map.getBounds();
    const seen = dots.ids.map((_, at) => dots.place(at)).filter((place) => bounds.contains(place));
    return seen.length > 1 ? L.latLngBounds(seen) : bounds;
  }

  Corps.onPaper = function (map, dots) {
    const limits = map.options.maxBounds;
    let before = null;

    /* Paper is white: the colours of the light theme, whatever the screen shows. The limits would
       make the map slide back from where the new size, for a moment, puts it. */
    function become(paper, theme, look) {
      map.setMaxBounds(null);
      Corps.paper(paper);
      root.classList.toggle("on-paper", paper);
      root.dataset.bsTheme = theme;
      map.invalidateSize({ pan: false });
      look();
      map.setMaxBounds(limits);
      map.corpsSheet.recolour();
      map.fire("restyle");
    }
    function enter() {
      if (before) { return; }
      const bounds = shown(map, dots);
      before = { centre: map.getCenter(), zoom: map.getZoom(), theme: root.dataset.bsTheme };
      become(true, "light", () => {
        map.fitBounds(bounds, { padding: [32, 32], animate: false });
        Corps.uncover(map, dots);
      });
    }
    function leave() {
      if (!before) { return; }
      become(false, before.theme,
        () => map.setView(before.centre, before.zoom, { animate: false }));
      before = null;
    }
    addEventListener("beforeprint", enter);
    addEventListener("afterprint", leave);
    /* Some browsers tell only this way. */
    matchMedia("print").addEventListener("change", (event) => (event.matches ? enter : leave)());
  };
}());
