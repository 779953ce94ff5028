// Shows one screen of the page at a time, and says things in the words that stand in the page.
"use strict";

Field.screens = (() => {
  const all = [...document.querySelectorAll("[data-screen]")];
  const words = document.querySelector("#words").content;

  function say(name, values = {}) {
    const said = words.querySelector(`[data-say="${name}"]`).textContent.trim();
    return said.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }

  function show(name) {
    all.forEach((screen) => {
      screen.hidden = screen.dataset.screen !== name;
    });
    // Another language is another page: nobody leaves an open report by a stray tap.
    document.querySelector(".foot").hidden = ["ask", "check", "receipt", "kept"].includes(name);
    const heading = all.find((screen) => !screen.hidden).querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
    scrollTo(0, 0);
  }

  const shown = () => all.find((screen) => !screen.hidden)?.dataset.screen;
  const at = (name) => document.querySelector(`[data-at="${name}"]`);

  function make(tag, given = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (value === true) {
        made.setAttribute(name, "");
      } else if (value !== false && value !== undefined && value !== "") {
        made.setAttribute(name, value);
      }
    }
    made.append(...inside);
    return made;
  }

  const day = (iso) =>
    new Date(`${iso}T12:00:00`).toLocaleDateString(document.documentElement.lang, {
      day: "numeric",
      month: "long",
      year: "numeric",
    });

  // One tap, one act: a second tap while it runs does nothing.
  function on(name, act) {
    document.querySelectorAll(`[data-do="${name}"]`).forEach((button) =>
      button.addEventListener("click", async () => {
        if (button.disabled) {
          return;
        }
        button.disabled = true;
        try {
          await act();
        } finally {
          button.disabled = false;
        }
      }),
    );
  }

  function told(name, words) {
    const place = at(name);
    place.textContent = words;
    place.closest("[data-note]").hidden = !words;
  }

  return { at, day, make, on, say, show, shown, told };
})();
