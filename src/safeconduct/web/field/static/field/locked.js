// Keeps a draft for the one who writes it, under a key made from words only they know.
// Without those words nobody can read it; it lies sealed to the desk beside that as well.
"use strict";

self.Field = self.Field || {};

Field.locked = (() => {
  const ROUNDS = 600000; // OWASP, PBKDF2 with HMAC-SHA256
  const BLOCK = 32 * 1024;
  const { padded, text, unpadded } = Field.hpke;

  async function key(words, salt) {
    const plain = text(words.normalize("NFKC"));
    const base = await crypto.subtle.importKey("raw", plain, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    const to = { name: "AES-GCM", length: 256 };
    return crypto.subtle.deriveKey(how, base, to, false, ["encrypt", "decrypt"]);
  }

  const salt = () => crypto.getRandomValues(new Uint8Array(16));

  async function lock(held, id, content) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: text(id) };
    const whole = padded(text(JSON.stringify(content)), BLOCK);
    return { iv, box: new Uint8Array(await crypto.subtle.encrypt(how, held, whole)) };
  }

  // Nothing where the words are not the ones it was locked with.
  async function unlock(held, id, { iv, box }) {
    const how = { name: "AES-GCM", iv, additionalData: text(id) };
    try {
      const whole = new Uint8Array(await crypto.subtle.decrypt(how, held, box));
      return JSON.parse(new TextDecoder().decode(unpadded(whole)));
    } catch {
      return null;
    }
  }

  return { BLOCK, key, lock, salt, unlock };
})();
