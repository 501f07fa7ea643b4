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

  Corps.text = { element: element, count: count, day: day, fill: fill, called: called };

  function links(answer, id) {
    const row = element("p", "map-links"), words = answer.words;
    [["plan", words.plan], ["community", words.page], ["records", words.records]].forEach((pair) => {
      if (!answer.links || !answer.links[pair[0]]) { return; }
      const link = element("a", "", pair[1]);
      link.href = answer.links[pair[0]].replace("{id}", id).replace("{days}", answer.days);
      row.append(link);
    });
    return row.childElementCount ? row : null;
  }

  function card(dots, at) {
    const answer = dots.answer, box = element("div", "map-card"), names = called(dots, at);
    const head = element("h2");
    head.append(element("bdi", "", names.name));
    box.append(head, element("p", "quiet", names.where));
    box.append.apply(box, dots.facts(at));
    if (dots.near(at)) { box.append(element("p", "quiet", answer.words.near)); }
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
    /* Thousands of places: compared as the canvas draws them, without a point made for each. */
    function hides(box, view, pane) {
      const left = view.left - pane.x - frame.left, top = view.top - pane.y - frame.top;
      for (let at = 0; at < dots.count; at += 1) {
        const x = dots.x[at] * view.scale - left, y = dots.y[at] * view.scale - top;
        if (x > box.left - SLACK && x < box.right + SLACK
          && y > box.top - SLACK && y < box.bottom + SLACK) { return true; }
      }
      return false;
    }
    function isCovered() {
      const view = dots.sheet.view(), pane = map.layerPointToContainerPoint([0, 0]);
      return boxes.some((box) => hides(box, view, pane));
    }
    for (let step = 0; step < STEPS && isCovered(); step += 1) {
      map.setZoom(map.getZoom() - map.options.zoomSnap, { animate: false });
    }
  };

  /* The row of the chosen community; called again when the list is written anew. */
  function markRow(dots) {
    const id = dots.chosen === undefined ? 0 : dots.ids[dots.chosen];
    document.querySelectorAll("[data-community]").forEach((row) => {
      if (Number(row.dataset.community) === id) {
        row.setAttribute("aria-current", "true");
      } else { row.removeAttribute("aria-current"); }
    });
  }

  /* Open the card of a community and mark its dot and its row. */
  let popup = null;
  Corps.show = function (map, dots, at) {
    const edge = covered(map);
    popup = L.popup({
      maxWidth: 260, minWidth: 180,
      autoPanPaddingTopLeft: [12, edge.top + 12], autoPanPaddingBottomRight: [72, edge.foot + 12],
      offset: [0, -dots.radius(at, map.getZoom())],
    }).setLatLng(dots.place(at)).setContent(card(dots, at));
    popup.openOn(map);
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", dots.answer.words.close); }
    dots.choose(at);
    markRow(dots);
    const row = document.querySelector("#map-list [aria-current]"), list = row && row.closest("ul");
    /* Only the list itself may move, never the page: on a phone it stands below the map. */
    if (row && list.scrollHeight > list.clientHeight) {
      const box = row.getBoundingClientRect(), frame = list.getBoundingClientRect();
      if (box.top < frame.top) { list.scrollTop += box.top - frame.top; }
      if (box.bottom > frame.bottom) { list.scrollTop += box.bottom - frame.bottom; }
    }
  };

  /* Write the open card anew: what it says has changed. */
  Corps.rewrite = function (dots) {
    if (dots.chosen !== undefined) { popup.setContent(card(dots, dots.chosen)); }
  };

  Corps.say = function (text) {
    const say = document.getElementById("map-said");
    if (say) { say.textContent = text; }
  };

  function centre(map, dots, id) {
    const at = dots.ids.indexOf(id);
    if (at < 0) { return false; }
    map.setView(dots.place(at), Math.max(map.getZoom(), NEAR), { animate: false });
    map.getContainer().scrollIntoView({ block: "nearest" });
    Corps.show(map, dots, at);
    Corps.say(called(dots, at).name + " " + dots.said(at));
    return true;
  }

  /* The legend, from its rows: picture, text, number, and whether a line stands above it. */
  Corps.legend = function (dots) {
    const list = document.getElementById("map-legend");
    if (!list) { return; }
    const keys = dots.keys(dots.sheet.view());
    const wide = keys.reduce((most, key) => Math.max(most, 2 * key[0].half), 0);
    list.replaceChildren.apply(list, keys.map(([canvas, text, number, apart]) => {
      const item = element("li", apart ? "apart" : ""), mark = element("span", "map-mark");
      canvas.setAttribute("aria-hidden", "true");
      canvas.style.width = canvas.style.height = 2 * canvas.half + "px";
      mark.style.width = wide + "px";
      mark.append(canvas);
      item.append(mark, element("span", "", text),
        element("b", "", number === null ? "" : count(number)));
      return item;
    }));
    list.hidden = false;
  };

  /* Only the numbers of its first keys. */
  Corps.recount = function (numbers) {
    const told = document.querySelectorAll("#map-legend li > b");
    numbers.forEach((number, at) => { told[at].textContent = count(number); });
  };

  /* What the list does not show yet. The server lists the first rows; the rest is written here
     from the same figures, and so is the whole list when it is put into another order. */
  let rest = [];
  function append(dots) {
    const list = document.getElementById("map-list"), more = document.getElementById("map-more");
    const added = rest.splice(0, MORE).map((at) => dots.row(at));
    list.append.apply(list, added);
    more.hidden = !rest.length;
    return added[0];
  }
  function lengthen(dots) {
    const listed = new Set(Array.from(document.querySelectorAll("#map-list [data-community]"),
      (row) => Number(row.dataset.community)));
    rest = dots.listed().filter((at) => !listed.has(dots.ids[at]));
    append(dots);
  }
  Corps.relist = function (dots) {
    rest = dots.listed().slice();
    document.getElementById("map-list").replaceChildren();
    append(dots);
    markRow(dots);
  };

  function buttons(map) {
    const press = (id, act) => {
      const button = document.getElementById(id);
      if (button) { button.addEventListener("click", act); }
    };
    press("map-in", () => map.zoomIn(1, { animate: !Corps.still() }));
    press("map-picture", () => Corps.picture(map));
    press("map-out", () => map.zoomOut(1, { animate: !Corps.still() }));
  }

  /* Where the map looks stands in the address, too, once somebody has moved it. */
  let looking = new URLSearchParams(location.search).get("view") || "";
  const VIEW = /^(\d{1,2}\.\d+),(\d{1,3}\.\d+),(\d{1,2}(?:\.\d+)?)$/;
  Corps.address = function (dots) {
    const asked = dots.question();
    if (looking) { asked.set("view", looking); }
    history.replaceState(null, "", location.pathname + (asked.size === 0 ? "" : "?" + asked));
    return asked;
  };
  function look(map, dots) {
    const found = VIEW.exec(looking);
    looking = found ? found[0] : "";
    if (found) { map.setView([found[1], found[2]], Number(found[3]), { animate: false }); }
    map.on("moveend", () => {
      if (!map.corpsSettled) { return; }
      const centre = map.getCenter();
      looking = [centre.lat.toFixed(4), centre.lng.toFixed(4), map.getZoom()].join(",");
      Corps.address(dots);
    });
    return Boolean(found);
  }

  Corps.ready = function (map, dots) {
    const legend = () => Corps.legend(dots);
    document.querySelector(".map-attr").dataset.made = dots.answer.made;
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    legend();
    if (dots.begin) { dots.begin(); }
    map.on("zoomend restyle", legend);
    const sent = look(map, dots);
    if (!sent && dots.answer.fit && dots.count) {
      const edge = covered(map);
      map.fitBounds(L.latLngBounds(dots.ids.map((_, at) => dots.place(at))), {
        paddingTopLeft: [24, edge.top + 24], paddingBottomRight: [72, edge.foot + 24],
        maxZoom: 14, animate: false,
      });
    } else if (!sent) { Corps.uncover(map, dots); }
    map.corpsSettled = true;
    Corps.onPaper(map, dots);
    new MutationObserver(legend).observe(document.documentElement,
      { attributes: true, attributeFilter: ["data-bs-theme"] });
    buttons(map);
  };

  /* Colour the areas, and say in the legend what the colours mean. */
  Corps.coloured = function (dots) {
    Promise.resolve(dots.areas.take()).then(() => Corps.legend(dots), () => Corps.failed());
  };

  Corps.named = function (map, dots) {
    if (dots.written) { dots.written(); } else { lengthen(dots); }
    document.getElementById("map-more").addEventListener("click", () => {
      const first = append(dots);
      if (first) { first.querySelector("a").focus(); }
    });
    document.getElementById("map-list").addEventListener("click", (event) => {
      const row = event.target.closest("[data-community]"), link = event.target.closest("a");
      const away = link && link.hasAttribute("data-away");
      if (row && !away && !event.ctrlKey && !event.metaKey && !event.shiftKey
        && centre(map, dots, Number(row.dataset.community))) { event.preventDefault(); }
    });
    const at = new URLSearchParams(location.search).get("at");
    if (at) { centre(map, dots, Number(at)); }
    map.getContainer().dataset.named = "1";
  };
}());
