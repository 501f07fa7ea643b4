// Suggestions for the name of a community: <input list="community-options" data-options="/address">.
// The names are fetched once, when the first such field is entered; only those that contain what is
// typed are offered, so that a list of ten thousand stays light. Without this the field is typed.
(function () {
  "use strict";
  const SHOWN = 40;
  let names = null;

  function list(input) {
    const id = input.getAttribute("list");
    let found = document.getElementById(id);
    if (!found) {
      found = document.createElement("datalist");
      found.id = id;
      document.body.append(found);
    }
    return found;
  }

  function offer(input) {
    if (!names) return;
    const typed = input.value.trim();
    const fitting = names.filter((name) => name.includes(typed)).slice(0, SHOWN);
    list(input).replaceChildren(...fitting.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }));
  }

  function load(input) {
    if (names) {
      offer(input);
      return;
    }
    fetch(input.dataset.options, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : []))
      .then((found) => { names = found; offer(input); })
      // Without a signal there are no suggestions; what is typed is checked when it is saved.
      .catch(() => {});
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("input[data-options]")) load(event.target);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("input[data-options]")) offer(event.target);
  });
})();
