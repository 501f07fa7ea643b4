// Copy the text of an element: <button data-copy="id" data-done="已复制">. Says so aloud; where the
// browser refuses (plain HTTP, old WeChat) the text is selected, so that one long press copies it.
(function () {
  "use strict";

  function select(target) {
    const range = document.createRange();
    range.selectNodeContents(target);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function say(button, words) {
    const label = button.querySelector("[data-copy-label]");
    const said = button.parentElement.querySelector("[data-copy-said]");
    if (said) said.textContent = words;
    if (!label) return;
    if (!label.dataset.before) label.dataset.before = label.textContent;
    label.textContent = words;
    setTimeout(() => { label.textContent = label.dataset.before; if (said) said.textContent = ""; }, 4000);
  }

  function copySelected(target) {
    select(target);
    try { return document.execCommand("copy"); } catch (e) { return false; }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const target = document.getElementById(button.dataset.copy);
    if (!target) return;
    const text = target.textContent.replace(/\s+/g, " ").trim();
    const done = () => say(button, button.dataset.done);
    const fallBack = () => (copySelected(target) ? done() : say(button, button.dataset.selected));
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, fallBack);
    } else {
      fallBack();
    }
  });
})();
