// Sends a file in pieces, so that a line that breaks costs one piece and not the whole. What has
// arrived stays on the server: after a break this goes on by itself, and after the page was closed
// when the same file is chosen again. The protocol is in docs/uploads.md. Nothing is kept here.
"use strict";

(() => {
  const form = document.querySelector("form[data-announce]");
  if (!form || !window.crypto || !crypto.subtle || !window.fetch || !window.AbortController) {
    return; // the ordinary form works
  }
  const LONGEST_WAIT = 30;
  const PATIENCE = 300;
  const words = form.dataset;
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const input = form.querySelector("input[type=file]");
  const key = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  let stopped = false;

  class Refused extends Error {}

  const say = (text) => {
    if (part("state").textContent !== text) {
      part("state").textContent = text;
    }
  };

  const pause = (seconds) =>
    new Promise((resolve) => {
      const on = () => {
        clearTimeout(timer);
        removeEventListener("online", on);
        resolve();
      };
      const timer = setTimeout(on, seconds * 1000);
      addEventListener("online", on);
    });

  const once = async (address, body, headers) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PATIENCE * 1000);
    try {
      const answer = await fetch(address, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": key, ...headers },
        signal: late.signal,
      });
      const known = [200, 409, 422].includes(answer.status);
      return { status: answer.status, said: known ? await answer.json() : {} };
    } finally {
      clearTimeout(timer);
    }
  };

  // Asks until there is an answer: no line, a server that starts again and a piece that was
  // garbled on the way all pass with time.
  const ask = async (address, body, headers = {}) => {
    for (let tries = 0; !stopped; tries += 1) {
      try {
        const answer = await once(address, body, headers);
        if (answer.status < 500 && ![400, 408, 413, 429].includes(answer.status)) {
          return answer;
        }
        if (answer.status < 500 && tries > 4) {
          throw new Refused(words.failed);
        }
      } catch (fault) {
        if (fault instanceof Refused) {
          throw fault;
        }
      }
      say(words.again);
      await pause(Math.min(LONGEST_WAIT, 2 ** tries) * (0.5 + Math.random() / 2));
    }
    throw new Refused("");
  };

  const fields = (named) => {
    const body = new FormData();
    Object.entries(named).forEach(([name, value]) => body.append(name, value));
    return body;
  };

  const announce = async (file) => {
    const { status, said } = await ask(
      words.announce,
      fields({ name: file.name, size: file.size }),
    );
    if (status !== 200) {
      throw new Refused(said.line || words.failed);
    }
    return said;
  };

  const hex = (bytes) =>
    Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const show = (done, file) => {
    const mega = (size) => number.format(size / 1048576);
    part("bar").max = file.size;
    part("bar").value = done;
    part("count").textContent = words.arrived
      .replace("[done]", mega(done))
      .replace("[whole]", mega(file.size));
  };

  // Sends what is not there yet. False when what is there belongs to another file of this name.
  const sendPieces = async (file, announced) => {
    let done = 0;
    for (let at = 0; at < announced.here.length; at += 1) {
      const piece = await file
        .slice(at * announced.piece, (at + 1) * announced.piece)
        .arrayBuffer();
      const digest = await crypto.subtle.digest("SHA-256", piece);
      if (announced.here[at] && !hex(digest).startsWith(announced.here[at])) {
        return false;
      }
      if (!announced.here[at]) {
        const sum = btoa(String.fromCharCode(...new Uint8Array(digest)));
        const { status, said } = await ask(`${words.announce}/${announced.file}/${at}`, piece, {
          "Content-Type": "application/octet-stream",
          "Content-Digest": `sha-256=:${sum}:`,
        });
        if (status === 409) {
          return false;
        }
        if (status !== 200) {
          throw new Refused(said.line || words.failed);
        }
        say(words.sending);
      }
      done += piece.byteLength;
      show(done, file);
    }
    return true;
  };

  const send = async (file) => {
    for (let tries = 0; tries < 5; tries += 1) {
      const announced = await announce(file);
      if (!(await sendPieces(file, announced))) {
        await ask(words.here, fields({ remove: announced.file }));
        continue;
      }
      say(words.joining);
      const { status, said } = await ask(`${words.announce}/${announced.file}/finish`, "");
      if (status === 200) {
        return;
      }
      if (status !== 409) {
        throw new Refused(said.line || words.failed);
      }
    }
    throw new Refused(words.failed);
  };

  const begin = async (file, next) => {
    part("refused").hidden = true;
    part("choosing").hidden = true;
    part("sending").hidden = false;
    part("name").textContent = file.name;
    part("sending").scrollIntoView({ block: "center" });
    say(words.sending);
    show(0, file);
    try {
      await send(file);
      location.replace(next);
    } catch (fault) {
      if (stopped) {
        location.replace(words.here);
        return;
      }
      part("line").textContent = fault instanceof Refused ? fault.message : words.failed;
      part("refused").hidden = false;
      part("refused").setAttribute("role", "alert");
      part("choosing").hidden = false;
      part("sending").hidden = true;
      input.focus();
    }
  };

  if (input) {
    part("plain").hidden = true;
    part("pieces").hidden = false;
    part("stop").addEventListener("click", () => {
      stopped = true;
      location.replace(words.here);
    });
    form.addEventListener("submit", (event) => {
      const pressed = event.submitter ? event.submitter.name : "add";
      if (pressed === "remove" || !input.files.length) {
        return;
      }
      event.preventDefault();
      begin(input.files[0], pressed === "go-on" ? words.follows : words.here);
    });
  }
})();
