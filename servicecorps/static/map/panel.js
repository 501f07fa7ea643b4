/* What stands around the map: popup, legend, list, buttons. Every text goes in as text, never as
   markup: names are typed by people. */
"use strict";

(function () {
  const MORE = 50, NEAR = 13.5, SLACK = 8, STEPS = 3;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }
  /* By hand: toLocaleString takes a tenth of a millisecond each, and there are hundreds. */
  const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

  function day(number) {
    const date = new Date(number * 86400000);
    return new Intl.DateTimeFormat(document.documentElement.lang || "zh-CN",
      { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(date);
  }
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  function called(dots, at) {
    const row = dots.names && dots.names.name.get(dots.ids[at]);
    if (row === undefined) { return { name: "…", where: "" }; }
    const names = dots.names.of;
    return { name: names.name[row], where: names.where[names.in[row]] };
  }

  function unit(answer, at) { return answer.amount[at] === 1 ? answer.unit_of_one : answer.unit; }
  function figure(answer, at) {
    return fill(answer.words.figure, {
      label: answer.label, amount: count(answer.amount[at]), unit: unit(answer, at),
    });
  }

  function links(answer, id) {
    const row = element("p", "map-links");
    [["community", answer.words.page], ["records", answer.words.records]].forEach((pair) => {
      if (!answer.links || !answer.links[pair[0]]) { return; }
      const link = element("a", "", pair[1]);
      link.href = answer.links[pair[0]].replace("{id}", id);
      row.append(link);
    });
    return row.childElementCount ? row : null;
  }

  function card(dots, at) {
    const answer = dots.answer, words = answer.words, box = element("div", "map-card");
    const names = called(dots, at);
    box.append(element("h2", "", names.name), element("p", "quiet", names.where));
    box.append(element("p", "map-figure", answer.amount[at] ? figure(answer, at) : words.none));
    box.append(element("p", "quiet", answer.last[at]
      ? fill(words.last, { day: day(answer.last[at]) }) : words.never));
    if (answer.near[at] === "1") { box.append(element("p", "quiet", words.near)); }
    const row = links(answer, dots.ids[at]);
    if (row) { box.append(row); }
    return box;
  }

  /* How much of the map lies below the title and, at its foot, below the legend: nothing that is
     looked for may. On a phone the legend stands below the map and covers nothing. */
  function covered(map) {
    const stage = map.getContainer().getBoundingClientRect();
    const head = document.querySelector(".map-head").getBoundingClientRect();
    const list = document.getElementById("map-legend"), box = list.getBoundingClientRect();
    const over = !list.hidden && getComputedStyle(list).position === "absolute";
    return { top: head.bottom - stage.top, foot: over ? stage.bottom - box.top : 24 };
  }

  /* Step back until no community lies below what floats over the map: on a low screen one would. */
  Corps.uncover = function (map, dots) {
    const frame = map.getContainer().getBoundingClientRect();
    const boxes = Array.from(document.querySelectorAll(".mapstage .floating:not([hidden])"),
      (one) => one.getBoundingClientRect());
    function hidden(at) {
      const point = map.latLngToContainerPoint(dots.place(at));
      const x = point.x + frame.left, y = point.y + frame.top;
      return boxes.some((box) => x > box.left - SLACK && x < box.right + SLACK
        && y > box.top - SLACK && y < box.bottom + SLACK);
    }
    for (let step = 0; step < STEPS && dots.ids.some((_, at) => hidden(at)); step += 1) {
      map.setZoom(map.getZoom() - map.options.zoomSnap, { animate: false });
    }
  };

  /* Open the card of a community and mark its dot and its row. */
  Corps.show = function (map, dots, at) {
    const edge = covered(map);
    const popup = L.popup({
      maxWidth: 260, minWidth: 180,
      autoPanPaddingTopLeft: [12, edge.top + 12], autoPanPaddingBottomRight: [72, edge.foot + 12],
      offset: [0, -dots.radius(dots.answer.amount[at], map.getZoom())],
    }).setLatLng(dots.place(at)).setContent(card(dots, at));
    popup.openOn(map);
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", dots.answer.words.close); }
    dots.choose(at);
    document.querySelectorAll("[data-community]").forEach((row) => {
      if (Number(row.dataset.community) === dots.ids[at]) {
        row.setAttribute("aria-current", "true");
      } else { row.removeAttribute("aria-current"); }
    });
  };

  function centre(map, dots, id) {
    const at = dots.ids.indexOf(id);
    if (at < 0) { return false; }
    map.setView(dots.place(at), Math.max(map.getZoom(), NEAR), { animate: false });
    map.getContainer().scrollIntoView({ block: "nearest" });
    Corps.show(map, dots, at);
    const names = called(dots, at), say = document.getElementById("map-said");
    if (say) { say.textContent = names.name + " " + figure(dots.answer, at); }
    return true;
  }

  /* Legend: as many rows as steps, and one for the places without a figure. */
  function legend(map, dots) {
    const list = document.getElementById("map-legend"), answer = dots.answer;
    if (!list) { return; }
    const view = dots.sheet.view(), steps = answer.steps, tally = steps.map(() => 0);
    let none = 0, near = 0;
    answer.amount.forEach((amount, at) => {
      near += answer.near[at] === "1";
      if (!amount) { none += 1; return; }
      let step = steps.length - 1;
      while (step > 0 && amount < steps[step]) { step -= 1; }
      tally[step] += 1;
    });
    const wide = 2 * Math.ceil(dots.radius(dots.most, view.zoom)) + 6;
    list.replaceChildren();
    function row(canvas, text, number) {
      const item = element("li"), mark = element("span", "map-mark");
      canvas.setAttribute("aria-hidden", "true");
      canvas.style.width = canvas.style.height = 2 * canvas.half + "px";
      mark.style.width = wide + "px";
      mark.append(canvas);
      item.append(mark, element("span", "", text), element("b", "", count(number)));
      list.append(item);
    }
    steps.forEach((from, at) => {
      if (none === answer.amount.length) { return; }
      const to = at + 1 < steps.length ? steps[at + 1] - 1 : dots.most === from ? from : null;
      const pattern = to === null ? answer.words.above : to === from ? "{from}" : answer.words.span;
      const radius = dots.radius(to === null ? Math.max(from, dots.most) : from, view.zoom);
      row(Corps.dot(radius, true, false, view), fill(pattern, { from: count(from),
        to: to === null ? "" : count(to) }), tally[at]);
    });
    row(Corps.dot(dots.radius(0, view.zoom), false, false, view), answer.words.none, none);
    if (near) { row(Corps.dot(5, true, true, view), answer.words.near, near); }
    list.hidden = false;
  }

  function listRow(dots, at) {
    const item = element("li"), link = element("a", "row-in"), amount = element("b");
    const answer = dots.answer, names = called(dots, at), what = element("span", "", names.name);
    const query = new URLSearchParams(answer.query);
    query.set("at", dots.ids[at]);
    link.href = "?" + query;
    link.dataset.community = dots.ids[at];
    what.append(element("small", "", names.where));
    if (answer.amount[at]) {
      amount.append(count(answer.amount[at]) + " ", element("small", "", unit(answer, at)));
    } else { amount.append(element("small", "", answer.words.none)); }
    link.append(what, amount);
    item.append(link);
    return item;
  }

  /* The server lists the first rows; the rest is written here from the same figures. */
  function lengthen(dots) {
    const list = document.getElementById("map-list"), more = document.getElementById("map-more");
    if (!list || !more) { return; }
    const listed = new Set(Array.from(list.querySelectorAll("[data-community]"),
      (row) => Number(row.dataset.community)));
    const rest = dots.order.filter((at) => !listed.has(dots.ids[at]));
    function append() {
      const added = rest.splice(0, MORE).map((at) => listRow(dots, at));
      list.append.apply(list, added);
      more.hidden = !rest.length;
      return added[0];
    }
    more.addEventListener("click", () => {
      const first = append();
      if (first) { first.firstChild.focus(); }
    });
    append();
  }

  function buttons(map) {
    const press = (id, act) => {
      const button = document.getElementById(id);
      if (button) { button.addEventListener("click", act); }
    };
    press("map-in", () => map.zoomIn(1, { animate: !Corps.still() }));
    press("map-picture", () => Corps.picture(map));
    press("map-out", () => map.zoomOut(1, { animate: !Corps.still() }));
  }

  Corps.ready = function (map, dots) {
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    legend(map, dots);
    map.on("zoomend restyle", () => legend(map, dots));
    if (dots.answer.fit && dots.count) {
      const edge = covered(map);
      map.fitBounds(L.latLngBounds(dots.ids.map((_, at) => dots.place(at))), {
        paddingTopLeft: [24, edge.top + 24], paddingBottomRight: [72, edge.foot + 24],
        maxZoom: 14, animate: false,
      });
    } else { Corps.uncover(map, dots); }
    Corps.onPaper(map, dots);
    new MutationObserver(() => legend(map, dots)).observe(document.documentElement,
      { attributes: true, attributeFilter: ["data-bs-theme"] });
    buttons(map);
  };

  Corps.named = function (map, dots) {
    lengthen(dots);
    const list = document.getElementById("map-list");
    if (list) {
      list.addEventListener("click", (event) => {
        const row = event.target.closest("[data-community]");
        if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey
          && centre(map, dots, Number(row.dataset.community))) { event.preventDefault(); }
      });
    }
    const at = new URLSearchParams(location.search).get("at");
    if (at) { centre(map, dots, Number(at)); }
    map.getContainer().dataset.named = "1";
  };
}());
