// Records an answer and sends it in the pieces of docs/uploads.md. The recording lies in the memory
// of this page and nowhere else on the device: whoever leaves the page leaves nothing behind.
"use strict";

(() => {
  const form = document.querySelector("form[data-answers]");
  if (!form) {
    return;
  }
  const KINDS = { "audio/webm;codecs=opus": "webm", "audio/mp4": "m4a", "audio/ogg;codecs=opus": "ogg" };
  const BITS = 24000; // a second: speech is clear, and ten minutes are 2 MB
  const LONGEST_WAIT = 30;
  const TRIES = 5;
  const words = form.dataset;
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const key = form.elements.csrfmiddlewaretoken.value;
  const sound = part("sound");
  let recorder = null;
  let recording = null;
  let spoken = 0; // milliseconds before the last pause
  let since = 0;

  const show = (...names) =>
    ["start", "pause", "go-on", "stop", "send", "delete"].forEach((name) => {
      part(name).hidden = !names.includes(name);
    });
  const say = (text) => {
    part("state").textContent = text;
  };
  const length = () => spoken + (since ? performance.now() - since : 0);
  const seconds = () => Math.min(Math.round(length() / 1000), Number(words.most));
  const tell = () => {
    const now = seconds();
    part("time").textContent = `${Math.floor(now / 60)}:${String(now % 60).padStart(2, "0")}`;
  };
  const hold = () => {
    spoken = length();
    since = 0;
  };

  const forget = () => {
    URL.revokeObjectURL(sound.src);
    sound.removeAttribute("src");
    sound.load();
    sound.hidden = true;
    recording = null;
    spoken = 0;
    since = 0;
    tell();
    say("");
    show("start");
  };

  const release = () => recorder && recorder.stream.getTracks().forEach((track) => track.stop());

  const keep = (parts) => {
    hold();
    release();
    recording = new Blob(parts, { type: recorder.mimeType });
    if (!recording.size) {
      forget();
      say(words.noMicrophone);
      return;
    }
    sound.src = URL.createObjectURL(recording);
    sound.hidden = false;
    tell();
    show("send", "delete");
    part("send").focus();
  };

  const start = async () => {
    say("");
    show();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const kind = Object.keys(KINDS).find((one) => MediaRecorder.isTypeSupported(one));
      const parts = [];
      recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS });
      recorder.ondataavailable = (event) => event.data.size && parts.push(event.data);
      recorder.onstop = () => keep(parts);
      recorder.start(1000);
    } catch {
      release();
      show("start");
      say(words.noMicrophone);
      return;
    }
    since = performance.now();
    show("pause", "stop");
    part("stop").focus();
  };

  const pause = () => {
    recorder.pause();
    hold();
    show("go-on", "stop");
    part("go-on").focus();
  };

  const goOn = () => {
    recorder.resume();
    since = performance.now();
    show("pause", "stop");
    part("pause").focus();
  };

  const stop = () => recorder.state !== "inactive" && recorder.stop();

  // Asks until there is an answer; a line that breaks and a server that starts again both pass.
  const ask = async (address, body, headers = {}) => {
    for (let tries = 0, refused = 0; refused < TRIES; tries += 1) {
      try {
        const answer = await fetch(address, {
          method: "POST",
          body,
          headers: { "X-CSRFToken": key, ...headers },
        });
        if (answer.ok) {
          return await answer.json();
        }
        if (answer.status < 500) {
          refused = [400, 408, 429].includes(answer.status) ? refused + 1 : TRIES;
          const told = answer.status === 422 ? (await answer.json()).line : "";
          if (refused === TRIES) {
            throw new RangeError(told || words.failed);
          }
        }
      } catch (fault) {
        if (fault instanceof RangeError) {
          throw fault;
        }
      }
      say(words.again);
      const wait = Math.min(LONGEST_WAIT, 2 ** tries) * 1000;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new RangeError(words.failed);
  };

  const send = async () => {
    show();
    say(words.sending);
    const kind = Object.keys(KINDS).find((one) => recording.type.startsWith(one.split(";")[0]));
    const told = new FormData();
    told.append("name", `${words.answers}.${KINDS[kind] || "audio"}`);
    told.append("size", recording.size);
    told.append("answers", words.answers);
    told.append("seconds", seconds());
    try {
      const { file, piece, here } = await ask(words.announce, told);
      for (let at = 0; at < here.length; at += 1) {
        const bytes = await recording.slice(at * piece, (at + 1) * piece).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        await ask(`${words.announce}/${file}/${at}`, bytes, {
          "Content-Type": "application/octet-stream",
          "Content-Digest": `sha-256=:${btoa(String.fromCharCode(...digest))}:`,
        });
        say(words.sending);
      }
      await ask(`${words.announce}/${file}/finish`, "");
      location.replace(words.follows);
    } catch (fault) {
      show("send", "delete");
      say(fault instanceof RangeError ? fault.message : words.failed);
    }
  };

  const acts = { start, pause, "go-on": goOn, stop, send, delete: forget };
  Object.entries(acts).forEach(([name, act]) => part(name).addEventListener("click", act));
  addEventListener("pagehide", release);
  setInterval(() => {
    if (since) {
      tell();
      if (length() >= Number(words.most) * 1000) {
        stop();
      }
    }
  }, 250);
  if (window.MediaRecorder && navigator.mediaDevices && window.crypto && crypto.subtle) {
    show("start");
  } else {
    say(words.noMicrophone);
  }
})();
