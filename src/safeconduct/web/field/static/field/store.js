// What the tablet keeps: who it is, what waits to be sent, and what everybody may read anyway.
// Of what somebody told, only sealed bytes ever come here.
"use strict";

self.Field = self.Field || {};

Field.store = (() => {
  const NAME = "field";
  const SHELVES = { kept: null, contents: null, drafts: "id", queue: "id", sent: "id" };
  const news = new BroadcastChannel("field");
  let opened = null;

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function open() {
    opened ||= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const [shelf, keyPath] of Object.entries(SHELVES)) {
          request.result.createObjectStore(shelf, keyPath ? { keyPath } : {});
        }
      };
      request.onsuccess = () => {
        const held = request.result;
        const close = () => {
          held.close();
          opened = null;
        };
        held.onversionchange = close;
        held.onclose = close;
        resolve(held);
      };
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  // One transaction: either all of it is on the disk when this returns, or nothing.
  async function together(shelves, change) {
    const held = await open();
    const act = held.transaction(shelves, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      act.oncomplete = resolve;
      act.onabort = () => reject(act.error || new Error("aborted"));
    });
    const result = await change(...shelves.map((shelf) => act.objectStore(shelf)));
    await done;
    return result;
  }

  async function get(shelf, key) {
    return asked((await open()).transaction(shelf).objectStore(shelf).get(key));
  }

  async function all(shelf) {
    return asked((await open()).transaction(shelf).objectStore(shelf).getAll());
  }

  const put = (shelf, value, key) => together([shelf], (on) => asked(on.put(value, key)));
  const remove = (shelf, key) => together([shelf], (on) => asked(on.delete(key)));

  // A draft that was sent or wiped in another tab does not come back by being saved here.
  const change = (draft) =>
    together(["drafts"], async (drafts) => {
      const there = await asked(drafts.getKey(draft.id));
      return there ? Boolean(await asked(drafts.put(draft))) : false;
    });

  // A draft leaves only in the same step in which its envelope joins the queue.
  const queue = (id, envelope) =>
    together(["drafts", "queue"], async (drafts, waiting) => {
      if (!(await asked(drafts.getKey(id)))) {
        return false;
      }
      await asked(waiting.put({ ...envelope, id, tries: 0, next: 0 }));
      await asked(drafts.delete(id));
      return true;
    });

  // An envelope leaves only when the house said that it keeps it.
  const sent = (id, day) =>
    together(["queue", "sent"], async (waiting, gone) => {
      if (await asked(waiting.getKey(id))) {
        await asked(waiting.delete(id));
        await asked(gone.put({ id: crypto.randomUUID(), day }));
      }
    });

  const postpone = (id, next) =>
    together(["queue"], async (waiting) => {
      const item = await asked(waiting.get(id));
      if (item) {
        await asked(waiting.put({ ...item, tries: item.tries + 1, next }));
      }
    });

  async function forget() {
    const shelves = Object.keys(SHELVES);
    await together(shelves, (...all) => Promise.all(all.map((shelf) => asked(shelf.clear()))));
    (await open()).close();
    opened = null;
    await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = resolve;
      request.onerror = resolve;
      request.onblocked = resolve; // another tab closes it as soon as it hears
    });
  }

  // A channel does not speak to itself: this tab hears its own news here.
  const listeners = [];
  const tell = (what) => {
    news.postMessage(what);
    listeners.forEach((listener) => listener(what));
  };
  const hear = (listener) => {
    listeners.push(listener);
    news.addEventListener("message", (event) => listener(event.data));
  };

  return { all, change, forget, get, hear, postpone, put, queue, remove, sent, tell };
})();
