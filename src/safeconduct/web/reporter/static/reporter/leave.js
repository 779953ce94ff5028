// Leaves nothing behind. Pages of this face take each other's place in the browser's history, so
// that there is never more than one to go back to, and leaving takes that one away as well.
// Without this script everything works, and the browser's list of pages is what it is.
"use strict";

(() => {
  const TWICE_WITHIN = 1500; // milliseconds between two presses of Escape
  const exit = document.querySelector("a.exit");
  if (!exit) {
    return;
  }
  const face = exit.pathname.slice(0, exit.pathname.lastIndexOf("/") + 1);
  const ours = (address) =>
    address.origin === location.origin && address.pathname.startsWith(face);

  // The words go from the screen before anything is asked of a slow network.
  const leave = () => {
    document.body.hidden = true;
    const told = navigator.sendBeacon && navigator.sendBeacon(exit.href);
    location.replace(told ? exit.dataset.to : exit.href);
  };

  const record = document.querySelector("[data-record]");
  if (record && window.MediaRecorder && navigator.mediaDevices) {
    record.hidden = false;
  }

  let pressed = -TWICE_WITHIN;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      return;
    }
    if (event.timeStamp - pressed < TWICE_WITHIN) {
      event.preventDefault();
      leave();
    }
    pressed = event.timeStamp;
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const aside = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || aside || event.defaultPrevented || link.target || link.hasAttribute("download")) {
      return;
    }
    if (link.pathname === exit.pathname && link.origin === exit.origin) {
      event.preventDefault();
      leave();
    } else if (ours(link) && !(link.hash && link.pathname === location.pathname)) {
      event.preventDefault();
      location.replace(link.href);
    }
  });

  // A form is sent from here, so that its answer can take this page's place. Where the network
  // fails, the page stays as it is with every word in it.
  // The window outlives the page that is written into it, and a policy is made once in a window.
  const types = window.trustedTypes || { createPolicy: (_name, policy) => policy };
  window.ownPages = window.ownPages || types.createPolicy("app", { createHTML: (page) => page });

  // The page is here already: asking for it once more would cost a slow network seconds.
  const show = async (answer) => {
    const page = await answer.text();
    history.replaceState(null, "", answer.url);
    document.open();
    document.write(window.ownPages.createHTML(page));
    document.close();
    scrollTo(0, 0);
  };

  const lock = (form, locked) => {
    const free = [...form.elements].filter((field) => field.disabled !== locked);
    free.forEach((field) => (field.disabled = locked));
    form.toggleAttribute("aria-busy", locked);
    return free;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const sender = event.submitter;
    const address = new URL((sender && sender.getAttribute("formaction")) || form.action);
    if (event.defaultPrevented || form.method !== "post" || !ours(address)) {
      return;
    }
    event.preventDefault();
    const told = document.querySelector("[data-unsent]");
    told.hidden = true;
    const body = new FormData(form);
    if (sender && sender.name) {
      body.append(sender.name, sender.value);
    }
    const files = form.enctype === "multipart/form-data";
    const held = lock(form, true);
    try {
      const sent = { method: "POST", body: files ? body : new URLSearchParams(body) };
      const answer = await fetch(address, sent);
      // A page written into this one would have the powers of this one: the page that records
      // needs a visit of its own.
      const powers = answer.headers.get("Permissions-Policy") || "";
      if (ours(new URL(answer.url)) && !powers.includes("microphone=(self)")) {
        await show(answer);
      } else {
        location.replace(answer.url);
      }
    } catch {
      held.forEach((field) => (field.disabled = false));
      form.removeAttribute("aria-busy");
      told.hidden = false;
      told.scrollIntoView({ block: "center" });
    }
  });
})();
