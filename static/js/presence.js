/* Say that this form is open, and read who else has it open. */
(function () {
  "use strict";

  var notice = document.querySelector("[data-presence]");
  var token = document.querySelector("form[data-unsaved] [name=csrfmiddlewaretoken]");
  if (!notice || !token || !window.fetch) return;
  function beat() {
    if (document.hidden) return;
    fetch(notice.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": token.value },
      credentials: "same-origin"
    }).then(function (response) {
      return response.ok ? response.json() : null;
    }).then(function (answer) {
      var words = answer ? answer.others.join(" ") : "";
      if (answer && notice.textContent !== words) notice.textContent = words;
    }).catch(function () { /* the network is away: the next beat asks again */ });
  }
  beat();
  window.setInterval(beat, 30000);
  document.addEventListener("visibilitychange", beat);
})();
