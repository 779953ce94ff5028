// Takes a report: page by page, kept sealed after every step, and sealed for good at its end.
"use strict";

Field.drafting = (() => {
  const { hpke, locked, store, sending, receipt, asking, handing } = Field;
  const { at, make, on, say, show, told } = Field.screens;
  const PURPOSE = "safe-conduct.field.1";
  const SOON = 800;
  let open = null; // the one draft in this tab: its words are in memory only
  let timer = 0;
  let saving = Promise.resolve();

  const pageNow = () => asking.path(open.content, open.answers)[open.step];

  async function envelope(inside) {
    const tablet = await store.get("kept", "tablet");
    const form = open.content.form;
    const place = JSON.stringify([PURPOSE, tablet.reference, open.id, form]);
    const whole = hpke.padded(hpke.text(JSON.stringify(inside)), locked.BLOCK);
    const to = Uint8Array.from(atob(tablet.public), (sign) => sign.charCodeAt(0));
    const box = await hpke.seal(to, hpke.text(place), whole);
    return { tablet: tablet.reference, keyring: tablet.keyring, form, box };
  }

  const inside = (more) => ({
    language: document.documentElement.lang,
    answers: Object.fromEntries(
      Object.entries(open.answers).filter(([_code, said]) => said.length),
    ),
    told_on: open.day,
    ...more,
  });

  async function row() {
    const { id, day, salt, answers, step, key, content } = open;
    const sealed = await envelope(inside({ read_back: "ended" }));
    const held = key ? await locked.lock(key, id, { answers, step }) : {};
    return { id, day, salt, sealed, form: content.form, ...held };
  }

  function save() {
    clearTimeout(timer);
    saving = saving.then(async () => {
      if (open && !(await store.change(await row()))) {
        leave();
        told("home-note", say("elsewhere"));
        await Field.queue.home();
      }
    });
    return saving;
  }

  function keep() {
    if (open && Field.screens.shown() === "ask") {
      Object.assign(open.answers, asking.read(at("page"), pageNow()));
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep();
      save();
    }, SOON);
  }

  function leave() {
    clearTimeout(timer);
    open?.release();
    open = null;
    ["page", "summary", "words"].forEach((name) => at(name).replaceChildren());
    at("group").value = "";
  }

  // One tab writes in a draft: another would write over it.
  const alone = (id) =>
    new Promise((resolve) => {
      navigator.locks.request(`field-draft-${id}`, { ifAvailable: true }, (held) => {
        if (!held) {
          resolve(null);
          return null;
        }
        return new Promise((release) => resolve(release));
      });
    });

  async function begin(words) {
    const content = await Field.contents.newest();
    const id = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const salt = words ? locked.salt() : undefined;
    const key = words ? await locked.key(words, salt) : null;
    const release = await alone(id);
    open = { id, key, salt, release, content, answers: {}, step: 0, day: sending.today() };
    await store.put("drafts", await row());
    ask();
  }

  // Nothing opens without the words it was begun with.
  async function resume(id, words) {
    const draft = (await store.all("drafts")).find((one) => one.id === id);
    const release = draft && (await alone(id));
    if (!release) {
      return say("elsewhere");
    }
    const key = await locked.key(words, draft.salt);
    const held = await locked.unlock(key, id, draft);
    if (!held) {
      release();
      return say("wrong-words");
    }
    const content = await Field.contents.of(draft.form);
    open = { ...held, id, key, salt: draft.salt, day: draft.day, release, content };
    ask();
    return "";
  }

  function ask() {
    const pages = asking.path(open.content, open.answers);
    if (open.step >= pages.length) {
      return check();
    }
    asking.fill(at("page"), pages[open.step], open.answers, open.content);
    at("step").textContent = say("step", { step: open.step + 1, total: pages.length });
    return show("ask");
  }

  async function turn(by) {
    keep();
    told("ask-note", "");
    const page = pageNow();
    const missing = page?.questions.find((q) => q.required && !(open.answers[q.code] || "").length);
    if (by > 0 && missing) {
      told("ask-note", say("needed"));
      return;
    }
    open.step = Math.max(0, open.step + by);
    await save();
    if (open) {
      ask();
    }
  }

  function check() {
    const rows = asking
      .path(open.content, open.answers)
      .flatMap((page) => page.questions)
      .filter(({ code }) => (open.answers[code] || "").length)
      .map((question) => {
        const words = asking.inWords(question, open.answers[question.code], open.content);
        const said = make("dd", { dir: "auto", class: "words" }, words);
        return make("div", {}, make("dt", {}, question.label), said);
      });
    at("summary").replaceChildren(...rows);
    told("check-note", "");
    show("check");
  }

  async function finish() {
    const read = document.querySelector('[name="read-back"]:checked')?.value;
    if (!read) {
      told("check-note", say("read-back-needed"));
      return;
    }
    await save();
    if (!open) {
      return;
    }
    const words = receipt.make(open.content.receipt);
    const sealed = await envelope(inside({ read_back: read, receipt: words }));
    if (!(await store.queue(open.id, sealed))) {
      leave();
      told("home-note", say("elsewhere"));
      await Field.queue.home();
      return;
    }
    leave();
    document.querySelectorAll('[name="read-back"]').forEach((one) => {
      one.checked = false;
    });
    handing.give(words);
    Field.queue.send();
  }

  function start() {
    on("next", () => turn(1));
    on("back", () => turn(-1));
    on("finish", finish);
    on("pause", async () => {
      keep();
      await save();
      leave();
      await Field.queue.home();
    });
    at("page").addEventListener("input", soon);
    addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && open) {
        keep();
        save();
      }
    });
  }

  return { begin, leave, resume, start };
})();
