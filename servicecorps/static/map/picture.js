/* Save what the map shows as a picture, with title, legend and the word about its borders. */
"use strict";

(function () {
  const EDGE = 16, LINE = 26;

  function rows() {
    return Array.from(document.querySelectorAll("#map-legend li"), (item) => ({
      mark: item.querySelector("canvas"),
      text: item.querySelector("span:not(.map-mark)").textContent,
      count: item.querySelector("b").textContent,
    }));
  }

  function card(context, width, height, colours) {
    context.fillStyle = colours.sheet;
    context.globalAlpha = 0.94;
    context.fillRect(EDGE, EDGE, width, height);
    context.globalAlpha = 1;
    context.strokeStyle = colours.border;
    context.lineWidth = 1;
    context.strokeRect(EDGE, EDGE, width, height);
  }

  function write(context, text, font, colour, x, y, align) {
    context.font = font;
    context.fillStyle = colour;
    context.textAlign = align || "left";
    context.fillText(text, x, y);
  }

  function legend(context, colours) {
    const head = document.querySelector(".map-head"), list = rows(), font = colours.font;
    const title = head.querySelector("h1").textContent, line = head.querySelector("p").textContent;
    context.textBaseline = "middle";
    context.font = "600 20px " + font;
    let width = context.measureText(title).width;
    context.font = "15px " + font;
    const marks = list.reduce((most, row) => Math.max(most, 2 * row.mark.half), 0);
    const words = list.reduce((most, row) =>
      Math.max(most, context.measureText(row.text + row.count).width), 0);
    width = Math.max(width, context.measureText(line).width, marks + words + 44) + 2 * EDGE;
    const heights = list.map((row) => Math.max(LINE, 2 * row.mark.half));
    const height = heights.reduce((sum, one) => sum + one, 0) + 3 * EDGE + 2 * LINE;
    card(context, width, height, colours);
    const left = 2 * EDGE;
    write(context, title, "600 20px " + font, colours.ink, left, 2 * EDGE + 12);
    write(context, line, "15px " + font, colours.quiet, left, 2 * EDGE + 12 + LINE);
    let y = 3 * EDGE + 2 * LINE;
    list.forEach((row, at) => {
      const middle = y + heights[at] / 2, size = 2 * row.mark.half;
      context.drawImage(row.mark, left + (marks - size) / 2, middle - size / 2, size, size);
      write(context, row.text, "15px " + font, colours.ink, left + marks + 12, middle);
      write(context, row.count, "600 15px " + font, colours.ink, width, middle, "right");
      y += heights[at];
    });
  }

  function drawn(map) {
    const sheet = map.corpsSheet, view = sheet.view(), size = map.getSize();
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
    canvas.width = size.x * view.ratio;
    canvas.height = size.y * view.ratio;
    context.scale(view.ratio, view.ratio);
    context.fillStyle = view.colours.sea;
    context.fillRect(0, 0, size.x, size.y);
    const corner = map.layerPointToContainerPoint(view.bounds.min), whole = view.bounds.getSize();
    context.drawImage(sheet.getCanvas(), corner.x, corner.y, whole.x, whole.y);
    legend(context, view.colours);
    write(context, document.querySelector(".map-attr").textContent, "13px " + view.colours.font,
      view.colours.ink, size.x - EDGE, size.y - EDGE, "right");
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
