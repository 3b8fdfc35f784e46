/* Ask before words that are not saved are left behind. */
(function () {
  "use strict";

  document.querySelectorAll("form[data-unsaved]").forEach(function (form) {
    /* The server says "typed" when the form holds words that are not saved: after a conflict, in a preview. */
    var isTyped = form.dataset.unsaved === "typed";
    function ask(event) {
      event.preventDefault();
    }
    function watch(isWatched) {
      if (isWatched) window.addEventListener("beforeunload", ask);
      else window.removeEventListener("beforeunload", ask);
    }
    function typed() {
      isTyped = true;
      watch(true);
    }
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", function () {
      watch(false);
    });
    /* Back from the next page by the browser's own button: the words are still there. */
    window.addEventListener("pageshow", function () {
      watch(isTyped);
    });
    watch(isTyped);
  });
})();
