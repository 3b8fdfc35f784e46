/* The boxes that suggest names are named by their labels, which Select2 forgets. */
(function () {
  "use strict";

  /* Whether the box of `select` is there and has its name. */
  function nameBox(select) {
    /* Each of several names has its own cross; one for all would be no item of their list. */
    if (select.multiple) select.dataset.allowClear = "false";
    var label = document.querySelector('label[for="' + select.id + '"]');
    var box = select.parentElement.querySelector(".select2-selection");
    if (!label || !box) return !label;
    var shown = box.querySelector(".select2-selection__rendered");
    label.id = label.id || select.id + "_label";
    box.setAttribute("aria-labelledby", label.id + " " + shown.id);
    shown.setAttribute("aria-labelledby", label.id);
    var typed = box.querySelector(".select2-search__field"); /* where several may be chosen */
    if (typed) typed.setAttribute("aria-labelledby", label.id);
    return true;
  }
  function nameBoxes() {
    var boxes = Array.from(document.querySelectorAll("select.admin-autocomplete"));
    if (boxes.map(nameBox).every(Boolean) && document.readyState === "complete") watch.disconnect();
  }
  /* Select2 comes at a moment of its own. */
  var watch = new MutationObserver(nameBoxes);
  watch.observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("load", nameBoxes);
  document.addEventListener("formset:added", nameBoxes);
})();
