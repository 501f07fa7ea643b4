// The undo bar goes after ten seconds, unless somebody is on it. What it offers stays in the record.
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".undo").forEach((bar) => {
      let seconds = 10;
      const clock = setInterval(() => {
        if (bar.matches(":hover") || bar.contains(document.activeElement)) return;
        seconds -= 1;
        if (seconds > 0) return;
        clearInterval(clock);
        bar.remove();
      }, 1000);
    });
    document.querySelectorAll("[data-print]").forEach((button) => {
      button.addEventListener("click", () => window.print());
    });
  });
})();
