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

  /* Maps are heavy: their script comes when one is about to be seen. */
  function addAll(urls, tag, attribute, done) {
    var left = urls.length;
    urls.forEach(function (url) {
      var element = document.createElement(tag);
      element[attribute] = url;
      if (tag === "link") element.rel = "stylesheet";
      element.onload = function () {
        left -= 1;
        if (left === 0) done();
      };
      document.head.appendChild(element);
    });
  }
  function loadMapScript(map) {
    if (window.motMapAsked) return;
    window.motMapAsked = true;
    addAll([map.dataset.leafletCss], "link", "href", function () {
      addAll([map.dataset.leafletJs], "script", "src", function () {
        addAll([map.dataset.mapJs], "script", "src", function () {});
      });
    });
  }
  function watchMaps() {
    document.querySelectorAll("[data-map]").forEach(function (map) {
      if (!("IntersectionObserver" in window)) return loadMapScript(map);
      var observer = new IntersectionObserver(function (entries) {
        if (!entries[0].isIntersecting) return;
        observer.disconnect();
        loadMapScript(map);
      }, { rootMargin: "200px" });
      observer.observe(map);
    });
  }
  document.addEventListener("htmx:load", watchMaps);
  watchMaps();
})();
