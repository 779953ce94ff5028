// Answers while there is no network, from what was kept whole when it was installed. A new version
// takes the place of this one only when all of it has arrived; what waits to be sent is elsewhere.
"use strict";

const NAME = "field-{{ version }}";
const PAGES = [{% for page in pages %}"{{ page|escapejs }}", {% endfor %}];
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}];
const SHARED = [{% for file in shared %}"{{ file|escapejs }}", {% endfor %}];

const types = self.trustedTypes || { createPolicy: (_name, policy) => policy };
const own = types.createPolicy("app", { createScriptURL: (url) => url });
importScripts(...SHARED.map((url) => own.createScriptURL(url)));

self.addEventListener("install", (event) => {
  const fresh = [...PAGES, ...FILES].map((url) => new Request(url, { cache: "reload", credentials: "omit" }));
  event.waitUntil(
    caches
      .open(NAME)
      .then((kept) => kept.addAll(fresh))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("field-") && name !== NAME;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = [...PAGES, ...FILES].includes(pathname) && origin === self.location.origin;
  if (event.request.method === "GET" && ours) {
    event.respondWith(
      caches.match(pathname).then((held) => held || fetch(event.request)),
    );
  }
});

self.addEventListener("sync", (event) => {
  event.waitUntil(Field.sending.run(true));
});
