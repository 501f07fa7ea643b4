// Light or dark and the size of letters: remembered on this device, else as the system has it.
// Loaded in the head without defer, so that the first paint already is right.
(function () {
  "use strict";
  const root = document.documentElement;
  const sizes = ["", "text-large", "text-largest"];
  const get = (key) => { try { return localStorage.getItem(key); } catch (e) { return null; } };
  // A browser that will not remember (private window) still changes for this page.
  const set = (key, value) => { try { localStorage.setItem(key, value); } catch (e) { /* see above */ } };

  root.classList.add("js");
  const asked = get("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = asked === "dark" || asked === "light" ? asked : (dark ? "dark" : "light");
  const size = get("text");
  if (sizes.indexOf(size) > 0) root.classList.add(size);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (!button) return;
    if (button.dataset.toggle === "theme") {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      set("theme", root.dataset.bsTheme);
      return;
    }
    const now = sizes.findIndex((s) => s && root.classList.contains(s));
    const next = sizes[(Math.max(now, 0) + 1) % sizes.length];
    sizes.forEach((s) => { if (s) root.classList.remove(s); });
    if (next) root.classList.add(next);
    set("text", next);
  });
})();
