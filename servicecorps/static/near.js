// The households near by: asks the phone where it is, once and only when told to, to a hundred metres.
// Where it may not say, on plain HTTP for instance, the button does not show.
(function () {
  "use strict";
  const DIGITS = 3;
  const form = document.querySelector("[data-near]");
  if (!form || !navigator.geolocation || !window.isSecureContext) return;
  const said = form.querySelector("[role=status]");

  function found(place) {
    said.textContent = "";
    form.elements.lat_deg.value = place.coords.latitude.toFixed(DIGITS);
    form.elements.lon_deg.value = place.coords.longitude.toFixed(DIGITS);
    form.submit();
  }

  function failed(problem) {
    said.textContent = problem.code === problem.PERMISSION_DENIED ? said.dataset.refused : said.dataset.failed;
  }

  form.hidden = false;
  form.querySelector("button").addEventListener("click", () => {
    said.textContent = said.dataset.waiting;
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 15000, maximumAge: 60000 });
  });
})();
