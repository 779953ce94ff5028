// Begins: knows the tablet or asks for its code, keeps the questions fresh, goes to the right
// language. What everybody may read anyway is kept as it is.
"use strict";

Field.contents = (() => {
  const { store } = Field;
  const language = document.documentElement.lang;
  const PATIENCE = 60000;

  async function fetchOne(code) {
    try {
      const answer = await fetch(`/field/${code}/questions.json`, {
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) {
        const content = await answer.json();
        await store.put("contents", content, `${code} ${content.form}`);
        await store.put("contents", content.form, `newest ${code}`);
      }
    } catch {
      // no network: what was kept stays
    }
  }

  async function newest() {
    const form = await store.get("contents", `newest ${language}`);
    return form && store.get("contents", `${language} ${form}`);
  }

  // A draft goes on under the questions it was begun with, in the words we have for them.
  async function of(form) {
    const here = await store.get("contents", `${language} ${form}`);
    return here || (await store.all("contents")).find((known) => known.form === form);
  }

  async function refresh() {
    const spoken = [...document.querySelectorAll("[data-language]")];
    const codes = spoken.map((link) => link.dataset.language);
    for (const code of [language, ...codes.filter((known) => known !== language)]) {
      await fetchOne(code);
    }
  }

  return { newest, of, refresh };
})();

(() => {
  const { hpke, sending, store } = Field;
  const { at, on, say, show, told } = Field.screens;
  const types = window.trustedTypes || { createPolicy: (_name, policy) => policy };
  const own = types.createPolicy("app", { createScriptURL: (url) => url });

  async function install() {
    const worker = own.createScriptURL("/field/worker.js");
    await navigator.serviceWorker.register(worker, { scope: "/field/", updateViaCache: "none" });
    await navigator.storage?.persist?.();
  }

  async function enrol(code) {
    let answer;
    try {
      answer = await sending.post("enrol", "", { code });
    } catch {
      return told("join-note", say("no-network"));
    }
    if (answer.status !== 200) {
      return told("join-note", say("wrong-code"));
    }
    await sending.serve(answer.said);
    history.replaceState(null, "", location.pathname);
    return begin();
  }

  async function begin() {
    const ready = await Field.contents.newest();
    const refreshed = Field.contents.refresh().then(async () => {
      if (!ready || Field.screens.shown() === "home") {
        await Field.queue.home();
      }
    });
    if (ready) {
      await Field.queue.home();
    } else {
      show("wait");
      await refreshed;
    }
    await Field.queue.send(true);
  }

  async function speak() {
    const here = document.documentElement.lang;
    const kept = await store.get("kept", "language");
    const root = location.pathname === "/field/";
    if (root && kept && kept !== here) {
      location.replace(`/field/${kept}/${location.hash}`);
      return false;
    }
    if (!root) {
      await store.put("kept", here, "language");
    }
    return true;
  }

  function join(code, enrolled) {
    at("code").value = code;
    told("join-note", "");
    document.querySelector("[data-when=enrolled]").hidden = !enrolled;
    show("join");
  }

  async function start() {
    if (!(await hpke.able())) {
      return show("unable");
    }
    if (!(await speak())) {
      return undefined;
    }
    await install();
    Field.queue.start();
    Field.drafting.start();
    Field.handing.start();
    on("enrol", () => enrol(at("code").value));
    on("join", () => join("", true));
    const [enrolled, code] = [await store.get("kept", "tablet"), location.hash.slice(1)];
    return enrolled && !code ? begin() : join(code, Boolean(enrolled));
  }

  start();
})();
