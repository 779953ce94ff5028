// Talks to the browser's passkeys. A form marked data-passkey holds what the server asks, as JSON;
// the answer goes back in its hidden fields by an ordinary post. The output of the PRF extension
// is the same as a passphrase: it is put into its field, sent once, and kept nowhere.
"use strict";

(() => {
  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };

  const text = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };

  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const outputOf = (credential) => {
    const prf = credential.getClientExtensionResults().prf;
    return prf && prf.results && prf.results.first ? text(prf.results.first) : "";
  };

  // Some authenticators tell their output only when asked again after they were made.
  const askAgain = async (credential, salt) => {
    const prf = credential.getClientExtensionResults().prf;
    if (!prf || !prf.enabled) {
      return "";
    }
    try {
      return outputOf(
        await navigator.credentials.get({
          publicKey: {
            challenge: crypto.getRandomValues(new Uint8Array(32)),
            allowCredentials: [{ type: "public-key", id: credential.rawId }],
            userVerification: "required",
            extensions: { prf: { eval: { first: salt } } },
          },
        }),
      );
    } catch {
      return ""; // it signs in all the same, and does not unlock
    }
  };

  const told = (credential) => {
    const response = credential.response;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      said.attestationObject = text(response.attestationObject);
      said.transports = response.getTransports ? response.getTransports() : [];
    } else {
      said.authenticatorData = text(response.authenticatorData);
      said.signature = text(response.signature);
      said.userHandle = response.userHandle ? text(response.userHandle) : null;
    }
    const { credProps } = credential.getClientExtensionResults();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: said,
      clientExtensionResults: credProps ? { credProps } : {},
    };
  };

  const create = async (asked, salt) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: named(asked.excludeCredentials),
      extensions: { ...asked.extensions, prf: { eval: { first: salt } } },
    };
    const credential = await navigator.credentials.create({ publicKey });
    return [credential, outputOf(credential) || (await askAgain(credential, salt))];
  };

  const get = async (asked, salt) => {
    const publicKey = {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: named(asked.allowCredentials),
      extensions: { prf: { eval: { first: salt } } },
    };
    const credential = await navigator.credentials.get({ publicKey });
    return [credential, outputOf(credential)];
  };

  const answer = async (form) => {
    const ways = { create, get };
    const asked = JSON.parse(document.getElementById(form.dataset.passkeyAsks).textContent);
    const failed = document.querySelector("[data-passkey-failed]");
    const button = form.querySelector("button");
    button.disabled = true;
    failed.hidden = true;
    try {
      const salt = bytes(asked.salt);
      const [credential, output] = await ways[form.dataset.passkey](asked.options.publicKey, salt);
      form.elements.credential.value = JSON.stringify(told(credential));
      form.elements.output.value = output;
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  };

  if (!window.PublicKeyCredential) {
    return; // what only works with passkeys stays hidden
  }
  for (const offer of document.querySelectorAll("[data-passkey-offer]")) {
    offer.hidden = false;
  }
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
    if ("passkeyAtOnce" in form.dataset) {
      answer(form);
    }
  }
})();
