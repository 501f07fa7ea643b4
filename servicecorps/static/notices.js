// The undo bar goes after ten seconds, unless somebody is on it; what it offers stays in the record.
// Also small things of any page: the open tab in sight, the print button.
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
    // WeChat's own browser keeps nothing for long: there the way out of it is shown.
    if (/MicroMessenger/i.test(navigator.userAgent)) {
      document.querySelectorAll("[data-wechat]").forEach((one) => { one.hidden = false; });
    }
    // A row of tabs that runs out of the screen shows the one that is open.
    document.querySelectorAll(".kinds [aria-current], .tabs [aria-current], .measures [aria-current]").forEach((tab) => {
      const row = tab.parentElement;
      row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    });
    document.querySelectorAll("[data-print]").forEach((button) => {
      button.addEventListener("click", () => window.print());
    });
  });
})();
