/* Passkeys: the browser's own window is opened by a script alone. What needs one is shown by it. */
(function () {
  "use strict";

  var words = document.getElementById("passkey-words").dataset;
  var data = document.getElementById("passkey-data");
  var known = data ? JSON.parse(data.textContent) : {};
  var canBeUsed = window.isSecureContext && window.PublicKeyCredential && window.webauthnJSON;

  function options(block) {
    if (block.dataset.passkey === "create") return Promise.resolve(known.creation_options);
    if (block.dataset.passkey === "get") return Promise.resolve(known.request_options);
    return fetch(block.dataset.passkeyOptions, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(function (answer) { return answer.request_options; });
  }

  /* A key that is to replace the password must live in the device and ask who is there. */
  function withWishes(asked, form) {
    var alone = form.elements.passwordless && form.elements.passwordless.checked;
    var selection = asked.publicKey.authenticatorSelection;
    if (alone && selection) {
      selection.residentKey = "required";
      selection.requireResidentKey = true;
      selection.userVerification = "required";
    }
    return asked;
  }

  function ask(block, form) {
    return options(block).then(function (asked) {
      if (block.dataset.passkey !== "create") return window.webauthnJSON.get(asked);
      return window.webauthnJSON.create(withWishes(asked, form));
    });
  }

  function explain(form, error) {
    var place = form.querySelector("[data-passkey-error]");
    if (error.name === "SecurityError") place.textContent = words.refused;
    else if (error.name === "InvalidStateError") place.textContent = words.known;
    else place.textContent = words.cancelled;
    place.hidden = false;
  }

  document.querySelectorAll("[data-passkey]").forEach(function (block) {
    var form = block.querySelector("form");
    if (!canBeUsed) {
      if (block.dataset.passkey !== "create") return;
      explain(form, { name: "SecurityError" });
      form.querySelector("button").disabled = true;
    }
    block.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      ask(block, form).then(function (credential) {
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      }).catch(function (error) { explain(form, error); });
    });
  });
})();
