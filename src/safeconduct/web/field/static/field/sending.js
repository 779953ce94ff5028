// Sends what is sealed, from whichever tab or worker is awake: one at a time, until all of it is
// kept by the house. It never gives up, and nothing leaves the queue because something failed.
"use strict";

self.Field = self.Field || {};

Field.sending = (() => {
  const { store } = Field;
  const FIRST = 4000;
  const LONGEST = 10 * 60 * 1000;
  const PATIENCE = 90 * 1000;

  async function post(path, token, said) {
    const answer = await fetch(`/field/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Tablet ${token}` },
      body: JSON.stringify(said),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: answer.status, said: answer.ok ? await answer.json() : {} };
  }

  function coded(bytes) {
    let signs = "";
    for (let at = 0; at < bytes.length; at += 4096) {
      signs += String.fromCharCode(...bytes.subarray(at, at + 4096));
    }
    return btoa(signs);
  }

  const carried = (item) => ({
    tablet: item.tablet,
    submission: item.id,
    keyring: item.keyring,
    form: item.form,
    box: coded(item.box),
  });

  // Doubled each time and spread by chance, so that tablets do not all come at once.
  const wait = (tries) => Math.min(FIRST * 2 ** tries, LONGEST) * (0.5 + Math.random());
  const today = () => new Date().toLocaleDateString("en-CA");

  // A tablet that serves another desk by now sends as the one it was when this was sealed.
  const tokenOf = async (item, tablet) =>
    item.tablet === tablet.reference ? tablet.token : store.get("kept", `token ${item.tablet}`);

  async function one(item, tablet) {
    try {
      const token = await tokenOf(item, tablet);
      const answer = await post("send", token, carried(item));
      if (answer.said.kept === true) {
        await store.sent(item.id, today());
        return true;
      }
    } catch {
      // no network, or it went away: the envelope stays where it is
    }
    await store.postpone(item.id, Date.now() + wait(item.tries));
    return false;
  }

  async function empty(tablet, all) {
    for (const item of await store.all("queue")) {
      if (all || item.next <= Date.now()) {
        await one(item, tablet);
        store.tell("changed");
      }
    }
    return (await store.all("queue")).length;
  }

  // Hear which key to seal to now, and what the desk asks. Nothing where there is no network.
  async function hear(tablet) {
    try {
      const answer = await post("hear", tablet.token, {});
      if (answer.status === 404) {
        await store.put("kept", true, "ended");
      } else if (answer.status === 200) {
        await store.put("kept", { ...answer.said, token: tablet.token }, "tablet");
        await store.remove("kept", "ended");
        return answer.said;
      }
    } catch {
      // no network
    }
    return {};
  }

  // Serve the desk whose code was given, from now on. What waits keeps the token it goes by.
  const serve = (given) =>
    navigator.locks.request("field-sending", async () => {
      const before = await store.get("kept", "tablet");
      if (before) {
        await store.put("kept", before.token, `token ${before.reference}`);
      }
      await store.put("kept", given, "tablet");
      await store.remove("kept", "ended");
    });

  async function handOver() {
    for (const draft of await store.all("drafts")) {
      await store.queue(draft.id, draft.sealed);
    }
  }

  // The desk hears of it last, by the token that is forgotten by then.
  async function wipe() {
    const tablet = await store.get("kept", "tablet");
    await store.forget();
    for (const name of await caches.keys()) {
      if (name.startsWith("field-")) {
        await caches.delete(name);
      }
    }
    try {
      await post("wiped", tablet.token, {});
    } catch {
      // the desk sees that it was asked and not heard since
    }
    store.tell("wiped");
    for (const known of (await self.navigator.serviceWorker?.getRegistrations()) || []) {
      if (new URL(known.scope).pathname === "/field/") {
        await known.unregister();
      }
    }
    await self.registration?.unregister();
  }

  // Single flight, over all tabs and the worker. What somebody asks for waits for its turn, for the
  // one before may have looked already; what comes by itself leaves the work to whoever holds it.
  const run = (all = false) =>
    navigator.locks.request("field-sending", { ifAvailable: !all }, async (held) => {
      const tablet = held && (await store.get("kept", "tablet"));
      if (!tablet) {
        return;
      }
      const asked = await hear(tablet);
      if (asked.wipe) {
        await handOver();
      }
      const left = await empty(tablet, all || asked.wipe);
      if (asked.wipe && left === 0 && (await store.all("drafts")).length === 0) {
        await wipe();
      }
      store.tell("changed");
    });

  return { carried, post, run, serve, today, wipe };
})();
