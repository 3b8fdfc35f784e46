/* Small comforts; every page works without them. */
(function () {
  "use strict";

  /* The address of a search names only what is in force. */
  document.addEventListener("htmx:configRequest", function (event) {
    var form = event.target.closest && event.target.closest("form.directory");
    if (!form) return;
    var parameters = event.detail.parameters;
    Object.keys(parameters).forEach(function (name) {
      if (parameters[name] === "") delete parameters[name];
    });
    delete parameters.page;
  });

  /* Words wait for Enter or the button; every other change is followed at once. */
  document.addEventListener("change", function (event) {
    if (event.target.matches(".directory input[type=search]")) event.stopPropagation();
  }, true);

  /* New results: what was open stays open, focus stays or goes to the number, which is said. */
  var before = {};
  document.addEventListener("htmx:beforeSwap", function () {
    before = {
      open: Array.from(document.querySelectorAll("#results details[open][id]"), function (one) { return one.id; }),
      focused: document.activeElement.id,
    };
  });
  document.addEventListener("htmx:afterSwap", function () {
    var count = document.getElementById("result-count");
    var said = document.querySelector("[data-said]");
    if (!count || !said) return;
    (before.open || []).forEach(function (id) {
      var one = document.getElementById(id);
      if (one) one.open = true;
    });
    var focused = before.focused && document.getElementById(before.focused);
    (focused || count).focus({ preventScroll: true });
    said.textContent = count.textContent.trim();
  });

  /* Maps are heavy: their script comes when one is about to be seen. */
  function add(tag, properties) {
    return new Promise(function (done, failed) {
      var element = Object.assign(document.createElement(tag), properties);
      element.onload = done;
      element.onerror = failed;
      document.head.appendChild(element);
    });
  }
  var mapScript;
  function drawMap(map) {
    var data = map.dataset;
    mapScript = mapScript || Promise.all([
      add("link", { rel: "stylesheet", href: data.mapCss }),
      add("script", { src: data.leafletJs }),
    ]).then(function () { return add("script", { src: data.mapJs }); });
    mapScript.then(function () { window.motMap.draw(map); }, function () {
      map.querySelector("[role=status]").textContent = data.wordFailed;
    });
  }
  function watchMaps() {
    document.querySelectorAll("[data-map]:not([data-watched])").forEach(function (map) {
      map.dataset.watched = "";
      if (!("IntersectionObserver" in window)) return drawMap(map);
      var observer = new IntersectionObserver(function (entries) {
        if (!entries[0].isIntersecting) return;
        observer.disconnect();
        drawMap(map);
      }, { rootMargin: "200px" });
      observer.observe(map);
    });
  }
  document.addEventListener("htmx:load", watchMaps);
  watchMaps();
})();
