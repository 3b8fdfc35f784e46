/* The boxes that suggest names are named by their labels, which Select2 forgets. */
(function () {
  "use strict";

  function nameBox(select) {
    var label = document.querySelector('label[for="' + select.id + '"]');
    var box = select.parentElement.querySelector(".select2-selection");
    if (!label || !box) return;
    var shown = box.querySelector(".select2-selection__rendered");
    label.id = label.id || select.id + "_label";
    box.setAttribute("aria-labelledby", label.id + " " + shown.id);
    shown.setAttribute("aria-labelledby", label.id);
  }
  window.addEventListener("load", function () {
    document.querySelectorAll("select.admin-autocomplete").forEach(nameBox);
  });
})();
