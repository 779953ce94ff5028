// The first screen: what was not sent, what was begun, what went; and the ways out of the tablet.
"use strict";

Field.queue = (() => {
  const { store, sending } = Field;
  const { at, day, make, on, say, show, shown, told } = Field.screens;
  const AGAIN = 5000;
  const SELDOM = 10 * 60 * 1000;
  let chosen = ""; // the draft that somebody wants to go on with
  let heard = 0;

  function row(words, ...buttons) {
    return make("li", {}, make("span", {}, words), make("span", { class: "row" }, ...buttons));
  }

  function button(words, act) {
    const made = make("button", { type: "button", class: "button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  async function paint() {
    const [tablet, ended, waiting, drafts, sent] = await Promise.all([
      store.get("kept", "tablet"),
      store.get("kept", "ended"),
      store.all("queue"),
      store.all("drafts"),
      store.all("sent"),
    ]);
    at("tablet").textContent = tablet ? `${tablet.name} · ${tablet.desk}` : "";
    at("waiting").textContent = say("waiting", { n: waiting.length });
    document.querySelectorAll("[data-when=waiting]").forEach((part) => {
      part.hidden = waiting.length === 0;
    });
    at("all-sent").hidden = waiting.length > 0;
    at("ended").hidden = !ended;
    at("drafts").replaceChildren(
      ...drafts.map((draft) =>
        row(
          say(draft.box ? "begun" : "begun-without", { day: day(draft.day) }),
          ...(draft.box ? [button(say("go-on"), () => ask(draft.id))] : []),
          button(say("send-as-is"), () => sure("send-draft", draft.id)),
        ),
      ),
    );
    document.querySelector("[data-when=drafts]").hidden = drafts.length === 0;
    sent.sort((one, other) => (one.day < other.day ? 1 : -1));
    at("sent").replaceChildren(
      ...sent.slice(0, 20).map((one) => make("li", {}, say("sent-on", { day: day(one.day) }))),
    );
    document.querySelector("[data-when=sent]").hidden = sent.length === 0;
  }

  async function home() {
    await paint();
    const content = await Field.contents.newest();
    at("as-of").textContent = content ? say("as-of", { day: day(content.as_of) }) : "";
    document.querySelectorAll('[data-do="new"], [data-do="places"]').forEach((one) => {
      one.disabled = !content;
    });
    show("home");
  }

  function ask(id) {
    chosen = id;
    at("pass").value = "";
    told("pass-note", "");
    show("unlock");
  }

  function sure(screen, id) {
    chosen = id;
    show(screen);
  }

  async function send(all = true) {
    heard = Date.now();
    await sending.run(all);
    const known = await navigator.serviceWorker.getRegistration("/field/");
    if (known?.sync && (await store.all("queue")).length) {
      await known.sync.register("queue").catch(() => {}); // the page tries again by itself
    }
  }

  // A file of sealed envelopes, to be carried to the desk by hand.
  async function download() {
    const envelopes = (await store.all("queue")).map(sending.carried);
    const file = new Blob([JSON.stringify({ envelopes })], { type: "application/json" });
    const link = make("a", { download: `not-sent-${sending.today()}.json` });
    link.href = URL.createObjectURL(file);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function places() {
    const content = await Field.contents.newest();
    const lines = (point) => [
      make("h3", {}, make("bdi", {}, point.name)),
      make("p", { class: "quiet" }, point.kind),
      ...point.lines.map((line) => make("p", {}, make("bdi", {}, line))),
      ...point.eases.map((ease) => make("p", { class: "small" }, ease)),
      make("p", { class: "quiet small" }, tested(point)),
    ];
    const help = content.pages
      .filter((page) => page.told.length)
      .map((page) => [
        make("h2", {}, page.label),
        ...page.told.map((words) => make("p", {}, words)),
      ]);
    const listed = content.places.flatMap(({ mission, points }) => [
      make("h2", {}, make("bdi", {}, mission)),
      ...points.map((point) => make("section", { class: "card" }, ...lines(point))),
    ]);
    at("places").replaceChildren(
      make("p", { class: "quiet" }, say("as-of", { day: day(content.as_of) })),
      ...(listed.length ? listed : [make("p", {}, say("no-places"))]),
      ...help.flat(),
    );
    show("places");
  }

  function tested(point) {
    if (!point.tested) {
      return say("not-tested");
    }
    return say(point.answered ? "answered" : "did-not-answer", { day: day(point.tested) });
  }

  async function wipe() {
    await navigator.locks.request("field-sending", sending.wipe);
    show("gone");
  }

  async function beat() {
    const waiting = await store.all("queue").catch(() => []);
    const due = waiting.some((item) => item.next <= Date.now());
    if (due || Date.now() - heard > SELDOM) {
      await send(false);
    }
  }

  function start() {
    on("send", () => send(true));
    on("download", download);
    on("places", places);
    on("home", home);
    on("new", () => {
      at("new-pass").value = "";
      show("begin");
    });
    on("begin", () => Field.drafting.begin(at("new-pass").value));
    on("open", async () => told("pass-note", await Field.drafting.resume(chosen, at("pass").value)));
    on("send-draft", async () => {
      const draft = (await store.all("drafts")).find((one) => one.id === chosen);
      if (draft) {
        await store.queue(draft.id, draft.sealed);
      }
      await home();
      await send(true);
    });
    on("about", () => show("about"));
    on("sure", async () => {
      await paint();
      at("wipe-waiting").textContent = say("waiting", {
        n: (await store.all("queue")).length + (await store.all("drafts")).length,
      });
      show("wipe");
    });
    on("wipe", wipe);
    store.hear((what) => {
      if (what === "wiped") {
        Field.drafting.leave();
        show("gone");
      } else if (shown() === "home") {
        paint();
      }
    });
    addEventListener("online", () => send(true));
    setInterval(beat, AGAIN);
  }

  return { home, send, start };
})();
